import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from './account.ts';
import { ApiError } from './errors.ts';
import { type Allowance, RateLimit, type RateLimits } from './rate-limit.ts';

export interface Token {
  readonly token: string;
  readonly scope: 'read' | 'write';
}

interface Guest {
  readonly scope: Token['scope'];
  readonly rate: RateLimit;
}

/** Checks tokens and rate limits like DigitalOcean: 401, 429, and 403 for a write with a read-only token. */
export function guard(
  api: FastifyInstance,
  tokens: readonly Token[],
  limits: RateLimits,
  now: () => number,
): void {
  const guests = new Map<string, Guest>();
  for (const { token, scope } of tokens) guests.set(token, { scope, rate: new RateLimit(limits) });

  api.addHook('onRequest', async (request, reply) => {
    const guest = guests.get(bearer(request));
    if (!guest) throw new ApiError(401, 'unauthorized', 'Unable to authenticate you');
    limitRate(reply, guest.rate.take(now(), isKeyList(request)));
    if (isWrite(request) && guest.scope === 'read')
      throw new ApiError(403, 'forbidden', 'You do not have permission to perform this action.');
  });
}

/** A locked account gets the same message as a token without permission. Only `/v2/account` says that it is locked. */
export function lockOut(api: FastifyInstance, { knobs }: Account): void {
  api.addHook('onRequest', async (request) => {
    if (knobs.accountState.status === 'locked' && pathOf(request) !== '/v2/account')
      throw new ApiError(403, 'forbidden', 'You do not have access for the attempted action.');
  });
}

export const isWrite = ({ method }: FastifyRequest): boolean => method !== 'GET' && method !== 'HEAD';

export const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '';

const bearer = ({ headers }: FastifyRequest): string => headers.authorization?.replace(/^Bearer /, '') ?? '';

const isKeyList = (request: FastifyRequest): boolean =>
  request.method === 'GET' && pathOf(request) === '/v2/account/keys';

function limitRate(reply: FastifyReply, { limit, remaining, reset, retryAfter }: Allowance): void {
  const headers = { 'ratelimit-limit': limit, 'ratelimit-remaining': remaining, 'ratelimit-reset': reset };
  reply.headers(headers);
  if (retryAfter === undefined) return;
  throw new ApiError(429, 'too_many_requests', 'API Rate limit exceeded.', {
    'retry-after': String(retryAfter),
  });
}
