import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { axios } from 'acme-client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AcmeError, failureOf, watchingAnswers } from '../../../actions/src/certificates/acme/failure.ts';
import { stepper } from '../../../actions/src/certificates/acme/step.ts';

/** What is made of one answer of an authority, as acme-client meets it. */
async function failureAfter(status: number, body: object, headers: Record<string, string> = {}) {
  const host = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void host.close());
  await new Promise((resolve) => host.once('listening', resolve));
  const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  return watchingAnswers(async () => {
    await axios.get(url, { validateStatus: () => true });
    return failureOf(new Error('what acme-client says'));
  });
}

const problem = (type: string) => ({ type: `urn:ietf:params:acme:error:${type}`, detail: 'Not that one.' });

describe('a failure is read from', () => {
  test('the answer that refuses', async () => {
    expect(await failureAfter(429, problem('rateLimited'), { 'retry-after': '60' })).toEqual({
      ...{ status: 429, type: 'rateLimited', detail: 'Not that one', retryAfterMs: 60_000 },
    });
  });

  test('a challenge that failed, though the answer itself is well', async () => {
    const body = { type: 'dns-01', status: 'invalid', error: { ...problem('caa'), status: 403 } };
    const failure = await failureAfter(200, body);
    expect(failure).toMatchObject({ status: 403, type: 'caa', detail: 'Not that one' });
    expect(new AcmeError('challenge', failure).message).toContain('name this authority under `dns.caa`');
  });

  test('the error alone, where the answer says nothing', async () => {
    expect(await failureAfter(200, { status: 'pending' })).toEqual({ detail: 'what acme-client says' });
  });
});

describe('a step', () => {
  const said: string[] = [];
  const step = (leftMs: number) => stepper({ onStep: (name) => said.push(name), leftMs: () => leftMs });
  const refuses = (status: number, type?: string) => async () => {
    said.push('asked');
    throw new AcmeError('x', { status, type, detail: 'no' });
  };

  test('that is refused is not tried again', async () => {
    said.length = 0;
    await expect(step(60_000)('new order', refuses(403, 'unauthorized'))).rejects.toThrow('new order: no.');
    await expect(step(60_000)('new order', refuses(503, 'rateLimited'))).rejects.toThrow(
      'Too many were ordered',
    );
    expect(said).toEqual(['new order', 'asked', 'new order', 'asked']);
  });

  test('that may fare better is, while there is time', async () => {
    said.length = 0;
    await expect(step(60_000)('finalize', refuses(503))).rejects.toThrow(
      'finalize: no. The authority is down',
    );
    expect(said).toEqual(['finalize', 'asked', 'asked', 'asked']);
  });

  test('is not begun when the time is up', async () => {
    said.length = 0;
    await expect(step(0)('finalize', refuses(503))).rejects.toThrow(
      "finalize: The run's time limit is used up. The next run tries again; if it never suffices, raise",
    );
    expect(said).toEqual([]);
  });
});
