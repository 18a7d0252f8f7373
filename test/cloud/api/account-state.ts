import { z } from 'zod';

/** How an account stands and what it is refused: whatever a test does not say is as on a good day. */
export const AccountState = z.strictObject({
  /** A locked one is answered 403, but for the account itself. */
  status: z.enum(['active', 'warning', 'locked']).default('active'),
  message: z.string().default(''),
  dropletLimit: z.int().nonnegative().optional(),
  /** Sizes that take another payment first. */
  restrictedSizes: z.array(z.string()).default([]),
  /** Sizes, regions and images that are no longer to be had. */
  goneSizes: z.array(z.string()).default([]),
  closedRegions: z.array(z.string()).default([]),
  goneImages: z.array(z.string()).default([]),
  /** Regions without IPv6 for droplets. */
  withoutIpv6: z.array(z.string()).default([]),
  /** Domains that another account has. */
  domainsElsewhere: z.array(z.string()).default([]),
});

export type AccountState = z.infer<typeof AccountState>;
