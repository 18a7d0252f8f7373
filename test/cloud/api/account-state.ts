import { z } from 'zod';

/** The status of an account and its limits. The default is an account without any problem. */
export const AccountState = z.strictObject({
  /** A locked account gets 403 for everything except `/v2/account`. */
  status: z.enum(['active', 'warning', 'locked']).default('active'),
  message: z.string().default(''),
  dropletLimit: z.int().nonnegative().optional(),
  /** Sizes that require another payment first. */
  restrictedSizes: z.array(z.string()).default([]),
  /** Sizes, regions and images that are no longer offered. */
  goneSizes: z.array(z.string()).default([]),
  closedRegions: z.array(z.string()).default([]),
  goneImages: z.array(z.string()).default([]),
  /** Regions without IPv6 for droplets. */
  withoutIpv6: z.array(z.string()).default([]),
  /** Domains that belong to another account. */
  domainsElsewhere: z.array(z.string()).default([]),
});

export type AccountState = z.infer<typeof AccountState>;
