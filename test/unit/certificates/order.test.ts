import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { thumbprint } from '../../../actions/src/certificates/acme/account.ts';
import { orderCertificate } from '../../../actions/src/certificates/acme/order.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { ACME_ACCOUNT_KEY, deriveSecrets } from '../../../actions/src/secrets/secrets.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
type Wishes = { readonly profile?: string; readonly replaces?: string };

const problem = (status: number, type: string, more: object = {}): Answer => ({
  status,
  body: { type: `urn:ietf:params:acme:error:${type}`, detail: `No ${type}.`, ...more },
});
const keyOf = (generation: number) =>
  deriveSecrets(new Secret('ab'.repeat(32)), { cluster: 'example', generation }).value(ACME_ACCOUNT_KEY);

/** This authority does not read it. */
const CSR = '-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----';

/** An authority that has proven the names before. `judge` may refuse an order by what it wishes for, or another path. */
async function authority(judge: (wishes: Wishes, path: string) => Answer | undefined) {
  const asked: Wishes[] = [];
  let finalized = false;
  const server = createServer(async (request, response) => {
    const { path, payload } = await read(request);
    const at = (name: string) => `${base}/${name}`;
    const { identifiers: _, ...wishes } = payload;
    if (path === 'order') asked.push(wishes);
    finalized ||= path === 'finalize';
    const order = { identifiers: payload.identifiers, authorizations: [], finalize: at('finalize') };
    const valid = { ...order, status: 'valid', certificate: at('chain') };
    const answers: Record<string, Answer> = {
      directory: {
        status: 200,
        body: { newNonce: at('nonce'), newAccount: at('account'), newOrder: at('order') },
      },
      account: { status: 200, body: { status: 'valid' } },
      order: { status: 201, body: { ...order, status: 'ready' } },
      'the-order': { status: 200, body: finalized ? valid : { ...order, status: 'ready' } },
      finalize: { status: 200, body: valid },
      chain: { status: 200, body: 'the chain' },
    };
    const { status, body } = judge(wishes, path) ?? answers[path] ?? { status: 204, body: '' };
    const location = at(path === 'order' ? 'the-order' : path);
    response.writeHead(status, { 'replay-nonce': 'n', location, 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const order = (wishes: Wishes) =>
    orderCertificate({
      ...{ directory: `${base}/directory`, accountKey: keyOf(1), names: ['a.example'], ...wishes },
      ...{ csr: async () => CSR, prove: async () => {}, onStep: () => {}, leftMs: () => 60_000 },
    });
  return { asked, order };
}

async function read(request: IncomingMessage) {
  const body = await text(request);
  const { payload } = body ? (JSON.parse(body) as { payload: string }) : { payload: '' };
  const json = Buffer.from(payload, 'base64url').toString();
  return { path: request.url?.slice(1) ?? '', payload: json ? JSON.parse(json) : {} };
}

describe('the hint that an order replaces a certificate never fails it', () => {
  test.each([
    ['of another account', problem(403, 'unauthorized')],
    ['without a name in common', problem(400, 'malformed')],
    ['replaced already', problem(409, 'alreadyReplaced')],
    ['unknown to it', problem(404, 'malformed')],
    ['a limit', problem(429, 'rateLimited')],
    ['a field it does not know', { status: 422, body: 'unprocessable' }],
    ['a mistake of its own', problem(500, 'serverInternal')],
  ])('%s', { timeout: 15_000 }, async (_, refused) => {
    const { asked, order } = await authority((wishes) => (wishes.replaces ? refused : undefined));
    expect(await order({ replaces: 'an-id' })).toEqual({ chain: 'the chain', warnings: [] });
    expect(asked.at(0)).toEqual({ replaces: 'an-id' });
    expect(asked.at(-1)).toEqual({});
    expect(asked.filter(({ replaces }) => replaces === undefined)).toHaveLength(1);
  });

  test('nor is an order asked for twice that was refused without it', async () => {
    const { asked, order } = await authority((_, path) =>
      path === 'order' ? problem(403, 'rejectedIdentifier') : undefined,
    );
    await expect(order({ replaces: 'an-id' })).rejects.toThrow(
      'new order: No rejectedIdentifier. The authority issues no certificate for that name',
    );
    expect(asked).toEqual([{ replaces: 'an-id' }, {}]);
  });
});

test('a profile that is not there any more costs no certificate, and is named', async () => {
  const { order } = await authority(({ profile }) => (profile ? problem(400, 'invalidProfile') : undefined));
  const { chain, warnings } = await order({ profile: 'gone', replaces: 'an-id' });
  expect(chain).toBe('the chain');
  expect(warnings.join()).toMatch(/default profile was ordered: .*correct `certificate.profile`/);
});

describe('a remedy is for the very step', () => {
  test.each<[string, string, Answer, RegExp]>([
    ['a closed account', 'account', problem(401, 'unauthorized'), /^account: .* raise `generation`/],
    ['a closed account, later', 'order', problem(403, 'unauthorized'), /^new order: .* raise `generation`/],
    ['an account by hand', 'account', problem(403, 'externalAccountRequired'), /another `certificate.auth/],
    [
      'new terms',
      'order',
      problem(403, 'userActionRequired', { instance: 'https://ca.example/terms' }),
      /see https:\/\/ca.example\/terms. Open the page/,
    ],
    ['another request', 'finalize', problem(400, 'badCSR'), /^finalize: .*with a new key/],
    ['too early', 'finalize', problem(403, 'orderNotReady'), /^finalize: .*makes a new order/],
    ['not ours', 'finalize', problem(403, 'unauthorized'), /^finalize: .*makes a new order/],
    ['no directory', 'directory', { status: 404, body: '' }, /^account: .*404.*URL of an ACME directory/],
    ['a web page', 'directory', { status: 200, body: '<html>' }, /^account: .*URL of an ACME directory/],
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

test('an account is known by its key: another generation is another account', () => {
  expect(thumbprint(keyOf(1))).toMatch(/^[\w-]{43}$/);
  expect(thumbprint(keyOf(1))).toBe(thumbprint(keyOf(1)));
  expect(thumbprint(keyOf(2))).not.toBe(thumbprint(keyOf(1)));
});
