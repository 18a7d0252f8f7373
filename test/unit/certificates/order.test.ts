import { describe, expect, test } from 'vitest';
import { thumbprint } from '../../../actions/src/certificates/acme/order.ts';
import { type Answer, authority, keyOf, problem } from './authority.ts';

describe('the hint that an order replaces a certificate never fails the order', () => {
  test.each([
    ['for a certificate of another account', problem(403, 'unauthorized')],
    ['without a name in common', problem(400, 'malformed')],
    ['for a certificate that was already replaced', problem(409, 'alreadyReplaced')],
    ['for an unknown certificate', problem(404, 'malformed')],
    ['because of a rate limit', problem(429, 'rateLimited')],
    ['because the field is unknown', { status: 422, body: 'unprocessable' }],
    ['because of an internal error', problem(500, 'serverInternal')],
  ])('%s', { timeout: 15_000 }, async (_, refused) => {
    const { asked, order } = await authority((wishes) => (wishes.replaces ? refused : undefined));
    expect(await order({ replaces: 'an-id' })).toEqual({ chain: 'the chain', warnings: [] });
    expect(asked.at(0)).toEqual({ replaces: 'an-id' });
    expect(asked.at(-1)).toEqual({});
    expect(asked.filter(({ replaces }) => replaces === undefined)).toHaveLength(1);
  });

  test('an order that is refused without the hint is not repeated', async () => {
    const { asked, order } = await authority((_, path) =>
      path === 'order' ? problem(403, 'rejectedIdentifier') : undefined,
    );
    await expect(order({ replaces: 'an-id' })).rejects.toThrow(
      '"new order": No rejectedIdentifier. The authority issues no certificate for that name',
    );
    expect(asked).toEqual([{ replaces: 'an-id' }, {}]);
  });
});

test('a profile that no longer exists falls back to the default, with a warning', async () => {
  const { order } = await authority(({ profile }) => (profile ? problem(400, 'invalidProfile') : undefined));
  const { chain, warnings } = await order({ profile: 'gone', replaces: 'an-id' });
  expect(chain).toBe('the chain');
  expect(warnings.join()).toMatch(/with the default profile instead\. .*Correct `certificate.profile`/);
});

describe('the remedy fits the step', () => {
  test.each<[string, string, Answer, RegExp]>([
    ['a closed account', 'account', problem(401, 'unauthorized'), /"account": .* Raise `generation`/],
    ['a closed account, later', 'order', problem(403, 'unauthorized'), /"new order": .* Raise `generation`/],
    [
      'an account that needs registration',
      'account',
      problem(403, 'externalAccountRequired'),
      /another `certificate.auth/,
    ],
    [
      'new terms',
      'order',
      problem(403, 'userActionRequired', { instance: 'https://ca.example/terms' }),
      /see https:\/\/ca.example\/terms. Open the page/,
    ],
    ['a CSR for other names', 'finalize', problem(400, 'badCSR'), /"finalize": .*with a new key/],
    [
      'an order that is not ready',
      'finalize',
      problem(403, 'orderNotReady'),
      /"finalize": .*To place a new order .*tick "force"/,
    ],
    [
      'an order of another account',
      'finalize',
      problem(403, 'unauthorized'),
      /"finalize": .*To place a new order .*tick "force"/,
    ],
    ['no directory', 'directory', { status: 404, body: '' }, /"account": .*404.*URL of an ACME directory/],
    ['a web page', 'directory', { status: 200, body: '<html>' }, /"account": .*URL of an ACME directory/],
    [
      'several reasons',
      'order',
      problem(400, 'compound', {
        subproblems: [
          {
            type: 'urn:ietf:params:acme:error:caa',
            detail: 'CAA forbids',
            identifier: { type: 'dns', value: 'a.example' },
          },
        ],
      }),
      /No compound \(a\.example: CAA forbids\)\. A CAA record/,
    ],
  ])('%s', async (_, where, answer, expected) => {
    const { order } = await authority((_wishes, path) => (path === where ? answer : undefined));
    await expect(order({})).rejects.toThrow(expected);
  });
});

test('the key identifies an account, so another generation is another account', () => {
  expect(thumbprint(keyOf(1))).toMatch(/^[\w-]{43}$/);
  expect(thumbprint(keyOf(1))).toBe(thumbprint(keyOf(1)));
  expect(thumbprint(keyOf(2))).not.toBe(thumbprint(keyOf(1)));
});
