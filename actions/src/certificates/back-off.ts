import { z } from 'zod';

/** What the share records of orders that failed, so that no later run asks more than the authority's limits allow. */
export const backOffSchema = z.object({
  /** In a row. */
  failures: z.number(),
  /** Milliseconds since 1970: no order before. */
  until: z.number(),
  /** Whether the authority named that time itself. */
  asked: z.boolean(),
  reason: z.string(),
});
export type BackOff = z.infer<typeof backOffSchema>;

const HOUR = 3_600_000;
const LONGEST = 12 * HOUR;

/** After one more failure. Let's Encrypt allows five failed validations of a name an hour: ours stay far below. */
export function afterFailure(
  before: BackOff | undefined,
  now: number,
  failure: { readonly reason: string; readonly retryAfterMs?: number | undefined },
): BackOff {
  const failures = (before?.failures ?? 0) + 1;
  const own = Math.min(LONGEST, (HOUR / 2) * 2 ** (failures - 1));
  const { reason, retryAfterMs } = failure;
  return { failures, until: now + (retryAfterMs ?? own), asked: retryAfterMs !== undefined, reason };
}
