import { z } from 'zod';

/** DigitalOcean allows a token 250 requests a minute and 5,000 an hour. A little less, because clocks differ. */
const PER_MINUTE = 240;
const MINUTE_MS = 60_000;
/** Requests of an hour that are reserved for urgent work, such as switching a droplet on again. */
const RESERVE = 50;

/** Each response's headers: requests left in the hour, and when the oldest counted one expires, in s since 1970. */
const headersSchema = z.object({
  'ratelimit-remaining': z.coerce.number(),
  'ratelimit-reset': z.coerce.number(),
});

export interface Budget {
  /** Milliseconds to wait before the next request, which counts as sent then. An urgent one may use the reserve. */
  take(now: number, isUrgent: boolean): number;
  /** Takes the hour's budget from a response's headers. */
  hear(headers: unknown): void;
}

/** Spaces a client's requests so DigitalOcean refuses none. The responses also show what other clients use. */
export function createBudget(): Budget {
  let sent: number[] = [];
  let hour: { left: number; readonly resetsAt: number } | undefined;
  return {
    take(now, isUrgent) {
      sent = sent.filter((at) => at > now - MINUTE_MS);
      const freed = sent.at(-PER_MINUTE);
      const forMinute = freed === undefined ? 0 : freed + MINUTE_MS - now;
      const isSpent = hour !== undefined && hour.left <= (isUrgent ? 0 : RESERVE) && hour.resetsAt > now;
      const waitMs = Math.max(0, forMinute, isSpent && hour ? hour.resetsAt - now : 0);
      sent.push(now + waitMs);
      if (hour) hour.left -= 1;
      return waitMs;
    },
    hear(headers) {
      const { data } = headersSchema.safeParse(headers);
      if (data) hour = { left: data['ratelimit-remaining'], resetsAt: data['ratelimit-reset'] * 1000 };
    },
  };
}
