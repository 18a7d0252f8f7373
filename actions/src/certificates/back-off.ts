import { z } from 'zod';
import { sameNames } from '../declaration/site-names.ts';

/** The share's record of failed orders. It keeps later runs within the authority's rate limits. */
export const backOffSchema = z.object({
  /** In a row. */
  failures: z.number(),
  /** No order before this time, in milliseconds since 1970. */
  until: z.number(),
  /** Whether the authority itself set that time. */
  asked: z.boolean(),
  reason: z.string(),
  /** The authority and the names that it refused; absent in records of earlier versions of this program. */
  directory: z.string().optional(),
  names: z.array(z.string()).optional(),
});
export type BackOff = z.infer<typeof backOffSchema>;

type Ordered = { readonly directory: string; readonly names: readonly string[] };

const HOUR = 3_600_000;
const LONGEST = 12 * HOUR;
/** The longest rate limit of Let's Encrypt. A longer wait would only risk that the certificate expires, even if the authority asks for it. */
const LONGEST_ASKED = 168 * HOUR;

/** The record after one more failure. Let's Encrypt allows five failed validations an hour for a name; this stays far below. */
export function afterFailure(
  before: BackOff | undefined,
  now: number,
  failure: Partial<Ordered> & { readonly reason: string; readonly retryAfterMs?: number },
): BackOff {
  const { reason, retryAfterMs, directory, names } = failure;
  const failures = (before?.failures ?? 0) + 1;
  const own = Math.min(LONGEST, (HOUR / 2) * 2 ** (failures - 1));
  const wait = Math.min(retryAfterMs ?? own, LONGEST_ASKED);
  const asked = retryAfterMs !== undefined;
  return { failures, until: now + wait, asked, reason, directory, names: names && [...names] };
}

/**
 * Whether the record forbids this order. A wait that the authority asked for applies to all names, even with `force`. Our own wait
 * ends with `force` or with other names. A time too far in the future comes from a wrong clock or a corrupt file.
 */
export function binds(
  { until, asked, directory, names }: BackOff,
  wanted: Ordered,
  { now, force }: { readonly now: number; readonly force: boolean },
): boolean {
  if (now >= until || until > now + LONGEST_ASKED) return false;
  if (directory !== undefined && directory !== wanted.directory) return false;
  return asked || (!force && (names === undefined || sameNames(names, wanted.names)));
}
