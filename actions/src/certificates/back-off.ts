import { z } from 'zod';
import { sameNames } from '../declaration/certificate-names.ts';

/** What the share records of orders that failed, so that no later run asks more than the authority's limits allow. */
export const backOffSchema = z.object({
  /** In a row. */
  failures: z.number(),
  /** Milliseconds since 1970: no order before. */
  until: z.number(),
  /** Whether the authority named that time itself. */
  asked: z.boolean(),
  reason: z.string(),
  /** Who refused, and the names it refused; absent in what an earlier version of this program wrote. */
  directory: z.string().optional(),
  names: z.array(z.string()).optional(),
});
export type BackOff = z.infer<typeof backOffSchema>;

/** What was ordered. */
type Ordered = { readonly directory: string; readonly names: readonly string[] };

const HOUR = 3_600_000;
const LONGEST = 12 * HOUR;
/** The longest of Let's Encrypt's limits. Waiting longer than this only brings the end nearer, even if the authority asks for it. */
const LONGEST_ASKED = 168 * HOUR;

/** After one more failure. Let's Encrypt allows five failed validations of a name an hour: ours stay far below. */
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
 * Whether it forbids this order. What the authority asked for binds a person too, and for all names; a pause of our own
 * ends with `force`, and with other names. A time too far off comes from a clock that was wrong, or a damaged file.
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
