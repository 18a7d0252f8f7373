import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { axios } from 'acme-client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AcmeError } from '../../../actions/src/certificates/acme/failure.ts';
import { failureOf, stepper, watchingAnswers } from '../../../actions/src/certificates/acme/step.ts';

/** The failure read from one answer of an authority, received through acme-client. */
async function failureAfter(status: number, body: object, headers: Record<string, string> = {}) {
  const host = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void host.close());
  await new Promise((resolve) => host.once('listening', resolve));
  const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  return watchingAnswers(async () => {
    await axios.get(url, { validateStatus: () => true });
    return failureOf(new Error('the message of acme-client'));
  });
}

const problem = (type: string) => ({ type: `urn:ietf:params:acme:error:${type}`, detail: 'Not that one.' });

describe('a failure is read from', () => {
  test('the answer that refuses a request', async () => {
    expect(await failureAfter(429, problem('rateLimited'), { 'retry-after': '60' })).toEqual({
      ...{ status: 429, type: 'rateLimited', detail: 'Not that one', retryAfterMs: 60_000 },
    });
  });

  test('a failed challenge in an answer with status 200', async () => {
    const body = { type: 'dns-01', status: 'invalid', error: { ...problem('caa'), status: 403 } };
    const failure = await failureAfter(200, body);
    expect(failure).toMatchObject({ status: 403, type: 'caa', detail: 'Not that one' });
    expect(new AcmeError('challenge', failure).message).toContain('Add this authority to `dns.caa`');
  });

  test('the error itself, if the answer contains no failure', async () => {
    expect(await failureAfter(200, { status: 'pending' })).toEqual({ detail: 'the message of acme-client' });
  });
});

describe('a step', () => {
  const calls: string[] = [];
  const step = (leftMs: number) => stepper({ onStep: (name) => calls.push(name), leftMs: () => leftMs });
  const refuses = (status: number, type?: string) => async () => {
    calls.push('asked');
    throw new AcmeError('x', { status, type, detail: 'no' });
  };

  test('that is refused is not retried', async () => {
    calls.length = 0;
    await expect(step(60_000)('new order', refuses(403, 'unauthorized'))).rejects.toThrow('"new order": no.');
    await expect(step(60_000)('new order', refuses(503, 'rateLimited'))).rejects.toThrow(
      'The rate limit is reached',
    );
    expect(calls).toEqual(['new order', 'asked', 'new order', 'asked']);
  });

  test('that may succeed later is retried while there is time', async () => {
    calls.length = 0;
    await expect(step(60_000)('finalize', refuses(503))).rejects.toThrow(
      '"finalize": no. The authority is down',
    );
    expect(calls).toEqual(['finalize', 'asked', 'asked', 'asked']);
  });

  test('does not begin after the time limit', async () => {
    calls.length = 0;
    await expect(step(0)('finalize', refuses(503))).rejects.toThrow(
      '"finalize": the run\'s time limit is used up. The next run tries again. If the time never suffices, raise',
    );
    expect(calls).toEqual([]);
  });
});
