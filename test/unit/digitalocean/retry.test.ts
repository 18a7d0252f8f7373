import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../actions/src/cloud/cloud.ts';
import { type Failure, failureOf, orExisting } from '../../../actions/src/cloud/digitalocean/errors.ts';
import { waitAfter } from '../../../actions/src/cloud/digitalocean/retry.ts';

const failure = (part: Partial<Failure>): Failure => ({
  status: 503,
  answer: '',
  retryAfter: undefined,
  malformed: false,
  ...part,
});

describe('waitAfter', () => {
  it('doubles up to a maximum, and half of it is random', () => {
    const waits = (chance: number) => [1, 2, 3, 4, 5, 6, 7, 8].map((n) => waitAfter(n, failure({}), chance));
    expect(waits(0)).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, undefined]);
    expect(waits(1)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 16_000, undefined]);
  });

  it.each<[string, Partial<Failure>, boolean]>([
    ['no answer', { status: undefined }, true],
    ['a request that cannot be built', { status: undefined, malformed: true }, false],
    ['408', { status: 408 }, true],
    ['429', { status: 429 }, true],
    ['500', { status: 500 }, true],
    ['401', { status: 401 }, false],
    ['404', { status: 404 }, false],
    ['409', { status: 409, answer: 'duplicate name' }, false],
    ['422', { status: 422, answer: "Data can't be blank" }, false],
    ['422 while an action runs', { status: 422, answer: 'Droplet already has a pending event' }, true],
  ])('%s', (_, part, again) => {
    expect(waitAfter(1, failure(part), 0) !== undefined).toBe(again);
  });
});

describe('failureOf', () => {
  const error = (response?: object, code?: string) => ({
    isAxiosError: true,
    message: 'it failed',
    code,
    response,
  });
  const answered = (headers: object, data: unknown = { message: 'No.' }) => ({ status: 429, data, headers });
  const NOW = 1_700_000_000_000;

  it.each<[string, object, Partial<Failure>]>([
    [
      'the message of the response',
      error(answered({})),
      { status: 429, answer: 'No', retryAfter: undefined },
    ],
    ['an HTML page instead', error(answered({}, '<html>')), { answer: 'it failed' }],
    ['retry-after', error(answered({ 'retry-after': '12' })), { retryAfter: 12 }],
    [
      'retry-after that is not a number',
      error(answered({ 'retry-after': 'soon' })),
      { retryAfter: undefined },
    ],
    [
      'the reset time of an exhausted limit',
      error(answered({ 'ratelimit-remaining': '0', 'ratelimit-reset': '1700000030' })),
      { retryAfter: 30 },
    ],
    [
      'the reset time of a limit that is not exhausted',
      error(answered({ 'ratelimit-remaining': '9', 'ratelimit-reset': '1700000030' })),
      { retryAfter: undefined },
    ],
    ['a broken connection', error(undefined, 'ECONNRESET'), { status: undefined, malformed: false }],
    ['a bad URL', error(undefined, 'ERR_INVALID_URL'), { malformed: true }],
  ])('%s', (_, thrown, expected) => {
    expect(failureOf(thrown, NOW)).toMatchObject(expected);
  });

  it('does not catch programming errors', () => {
    const mistake = new TypeError('x is not a function');
    expect(() => failureOf(mistake, NOW)).toThrow(mistake);
  });
});

describe('orExisting', () => {
  const refused = (status: number, answer: string) => async () => {
    throw new CloudError('create', status, answer, '');
  };
  const waiting = (waits: number[]) => ({
    clock: { now: () => 0, pause: async (milliseconds: number) => void waits.push(milliseconds) },
    leftMs: () => 60_000,
  });
  /** A list that shows an existing resource only after it was read several times. */
  const lagging = (times: number) => async () => (times-- > 0 ? undefined : 'found');

  it.each([
    [409, 'duplicate name'],
    [422, 'SSH Key is already in use on your account'],
  ])('lists again, after %i %s, until the resource appears', async (status, answer) => {
    const waits: number[] = [];
    expect(await orExisting(waiting(waits), refused(status, answer), lagging(3))).toBe('found');
    expect(waits).toHaveLength(3);
  });

  it('does not wait after a refusal for another reason', async () => {
    const waits: number[] = [];
    const attempt = orExisting(waiting(waits), refused(422, 'name is invalid'), lagging(3));
    await expect(attempt).rejects.toThrow('name is invalid');
    expect(waits).toEqual([]);
  });
});
