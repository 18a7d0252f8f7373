import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { orderCertificate } from '../../../actions/src/certificates/acme/order.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { ACME_ACCOUNT_KEY, deriveSecrets } from '../../../actions/src/secrets/secrets.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}
type Wishes = { readonly profile?: string; readonly replaces?: string };

export const problem = (status: number, type: string, more: object = {}): Answer => ({
  status,
  body: { type: `urn:ietf:params:acme:error:${type}`, detail: `No ${type}.`, ...more },
});
export const keyOf = (generation: number) =>
  deriveSecrets(new Secret('ab'.repeat(32)), { cluster: 'example', generation }).value(ACME_ACCOUNT_KEY);

/** The simulated authority does not read it. */
export const CSR = '-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----';

/** An authority that has already proven the names. `judge` may refuse an order because of its wishes, or any other request. */
export async function authority(
  judge: (wishes: Wishes, path: string) => Answer | undefined,
  chain = 'the chain',
) {
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
      chain: { status: 200, body: chain },
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
  return { asked, order, directory: `${base}/directory` };
}

async function read(request: IncomingMessage) {
  const body = await text(request);
  const { payload } = body ? (JSON.parse(body) as { payload: string }) : { payload: '' };
  const json = Buffer.from(payload, 'base64url').toString();
  return { path: request.url?.slice(1) ?? '', payload: json ? JSON.parse(json) : {} };
}
