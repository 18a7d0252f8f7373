import { z } from 'zod';
import { type Clock, until } from '../../lib/time.ts';
import { CloudError } from '../cloud.ts';

/** Why one attempt failed, without its request and so without the token. */
export interface Failure {
  /** HTTP status; absent when no answer came. */
  readonly status: number | undefined;
  /** DigitalOcean's message, or how the connection failed. */
  readonly answer: string;
  /** Seconds to wait, when DigitalOcean says so. */
  readonly retryAfter: number | undefined;
  /** Whether the request itself is malformed, so no other attempt can succeed. */
  readonly malformed: boolean;
}

const httpErrorSchema = z.object({
  isAxiosError: z.literal(true),
  message: z.string(),
  code: z.string().optional(),
  response: z
    .object({
      status: z.number(),
      data: z.unknown(),
      headers: z.object({
        'retry-after': z.coerce.number().optional().catch(undefined),
        'ratelimit-remaining': z.coerce.number().optional().catch(undefined),
        'ratelimit-reset': z.coerce.number().optional().catch(undefined),
      }),
    })
    .optional(),
});
type HttpError = z.infer<typeof httpErrorSchema>;

const bodySchema = z.object({ message: z.string() });

/** Describes a failed HTTP request. Any other error is a bug of ours and is rethrown. */
export function failureOf(error: unknown, now: number): Failure {
  const { data } = httpErrorSchema.safeParse(error);
  if (data === undefined) throw error;
  const { response, code = '', message } = data;
  return {
    status: response?.status,
    answer: (response ? bodyMessage(response.data, message) : message).replace(/\.$/, ''),
    retryAfter: response && askedWait(response.headers, now),
    malformed: response === undefined && /^ERR_(INVALID|BAD|UNSUPPORTED)/.test(code),
  };
}

const bodyMessage = (body: unknown, otherwise: string): string =>
  bodySchema.safeParse(body).data?.message ?? otherwise;

/** The hourly limit sends the time of its reset, in seconds since 1970; the burst limit how long to wait. */
function askedWait(headers: NonNullable<HttpError['response']>['headers'], now: number): number | undefined {
  if (headers['retry-after'] !== undefined) return headers['retry-after'];
  if (headers['ratelimit-remaining'] !== 0 || headers['ratelimit-reset'] === undefined) return undefined;
  return Math.max(1, headers['ratelimit-reset'] - now / 1000);
}

const LIST_LAG_MS = 15_000;

/** Creates a resource. If DigitalOcean refuses because it exists, returns what `find` finds. */
export async function orExisting<T>(
  { clock, leftMs }: { readonly clock: Pick<Clock, 'now' | 'pause'>; readonly leftMs: () => number },
  make: () => Promise<T>,
  find: () => Promise<T | undefined>,
): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (!hasStatus(error, 409, 422)) throw error;
    // A resource that another run just created may not be in the lists yet.
    const lagMs = /already|duplicate|exists|in use/i.test(error.answer) ? LIST_LAG_MS : 0;
    const existing = await until(find, { clock, everyMs: 2000, timeoutMs: Math.min(lagMs, leftMs()) });
    if (existing === undefined) throw error;
    return existing;
  }
}

/** Undefined if DigitalOcean answers "not found". */
export async function orMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

export const hasStatus = (error: unknown, ...statuses: readonly number[]): error is CloudError =>
  error instanceof CloudError && error.status !== undefined && statuses.includes(error.status);
