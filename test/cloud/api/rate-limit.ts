/** DigitalOcean's limits per token in a sliding window: https://docs.digitalocean.com/reference/api/ (Rate Limit). */
export interface RateLimits {
  readonly perHour: number;
  readonly perMinute: number;
  /** `GET /v2/account/keys` has a separate limit. */
  readonly keyListsPerMinute: number;
}

export const DIGITALOCEAN_LIMITS: RateLimits = { perHour: 5000, perMinute: 250, keyListsPerMinute: 10 };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  /** Unix time in seconds when the oldest counted request expires. */
  readonly reset: number;
  /** Seconds to wait. Present if the request exceeds the limit. */
  readonly retryAfter?: number;
}

/** One token's requests, without those that were refused. */
export class RateLimit {
  #requests: number[] = [];
  #keyLists: number[] = [];

  constructor(private readonly limits: RateLimits) {}

  take(now: number, isKeyList: boolean): Allowance {
    this.#requests = this.#requests.filter((at) => at > now - HOUR);
    this.#keyLists = this.#keyLists.filter((at) => at > now - MINUTE);
    const wait = this.#wait(now, isKeyList);
    if (wait > 0) return { ...this.#allowance(now), remaining: 0, retryAfter: Math.ceil(wait / 1000) };
    this.#requests.push(now);
    if (isKeyList) this.#keyLists.push(now);
    return this.#allowance(now);
  }

  /** Milliseconds until every window has room for one more. */
  #wait(now: number, isKeyList: boolean): number {
    const { perHour, perMinute, keyListsPerMinute } = this.limits;
    const lastMinute = this.#requests.filter((at) => at > now - MINUTE);
    return Math.max(
      untilRoom(this.#requests, perHour, HOUR, now),
      untilRoom(lastMinute, perMinute, MINUTE, now),
      isKeyList ? untilRoom(this.#keyLists, keyListsPerMinute, MINUTE, now) : 0,
    );
  }

  #allowance(now: number): Allowance {
    const oldest = this.#requests[0] ?? now;
    return {
      limit: this.limits.perHour,
      remaining: this.limits.perHour - this.#requests.length,
      reset: Math.ceil((oldest + HOUR) / 1000),
    };
  }
}

function untilRoom(requests: readonly number[], limit: number, window: number, now: number): number {
  const first = requests[requests.length - limit];
  return first === undefined ? 0 : first + window - now;
}
