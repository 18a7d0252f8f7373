import { createHash, createPublicKey } from 'node:crypto';
import { type Authorization, Client, type Order } from 'acme-client';
import type { Secret } from '../../secrets/secret.ts';
import type { ChallengeRecord } from '../share.ts';
import { AcmeError } from './failure.ts';
import type { AcmeFailure } from './problem.ts';
import { failureOf, type Step, type StepOptions, stepper } from './step.ts';

interface OrderInput extends StepOptions {
  /** URL of the ACME directory. */
  readonly directory: string;
  /** PEM. */
  readonly accountKey: Secret;
  readonly names: readonly string[];
  readonly profile?: string;
  /** Renewal id of the certificate to replace. Rate limits do not apply to such an order. */
  readonly replaces?: string;
  /** Returns the certificate signing request for the names (PEM). */
  readonly csr: () => Promise<string>;
  /** Creates the TXT records. Resolves when the authority can see them. */
  readonly prove: (records: readonly ChallengeRecord[]) => Promise<void>;
}

interface Ordered {
  /** PEM. */
  readonly chain: string;
  /** Wishes that the authority did not grant, each with a remedy. */
  readonly warnings: readonly string[];
}

const POLLING = { backoffAttempts: 30, backoffMin: 1000, backoffMax: 5000 };

/** Orders a certificate by DNS-01. Throws an `AcmeError`. */
export async function orderCertificate(input: OrderInput): Promise<Ordered> {
  const client = new Client({
    ...POLLING,
    directoryUrl: input.directory,
    accountKey: input.accountKey.reveal(),
  });
  const step = stepper(input);
  await step('account', () => openAccount(client));
  const { order, warnings } = await newOrder(client, step, input);
  const authorizations = await step('authorizations', () => client.getAuthorizations(order));
  await proveAll(
    client,
    step,
    authorizations.filter(({ status }) => status === 'pending'),
    input,
  );
  await step('challenge', () => client.waitForValidStatus(order));
  const csr = await input.csr();
  const finalized = await step('finalize', () => client.finalizeOrder(order, csr));
  const valid = await step('issue', () => client.waitForValidStatus(finalized));
  const chain = await step('download', () => client.getCertificate(valid));
  return { chain, warnings };
}

/** How an authority identifies an account: the thumbprint of its P-256 key (RFC 7638). */
export function thumbprint(accountKey: Secret): string {
  const { crv, kty, x, y } = createPublicKey(accountKey.reveal()).export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

/**
 * Finds the key's account, or creates it. Why two requests: to create an existing account, acme-client sends an update that
 * changes nothing, which authorities may refuse (RFC 8555, section 7.3.2).
 */
async function openAccount(client: Client): Promise<unknown> {
  try {
    return await client.createAccount({ onlyReturnExisting: true });
  } catch (error) {
    const failure = directoryFailure(error) ?? failureOf(error);
    if (failure.type !== 'accountDoesNotExist') throw new AcmeError('account', failure);
    return client.createAccount({ termsOfServiceAgreed: true });
  }
}

/** The first request reads the directory. Something else may be at its URL, e.g. a web page. acme-client says so in its message. */
function directoryFailure(error: unknown): AcmeFailure | undefined {
  const { message } = error as Error;
  const status = Number(/ACME directory returned error (\d+)/.exec(message)?.[1] ?? 404);
  if (!message.includes('ACME directory') || status >= 500) return undefined;
  return { status, type: 'noDirectory', detail: message };
}

/**
 * Neither `replaces` nor the profile may prevent the certificate. If the authority refuses an order with `replaces`, another
 * follows without it. If it does not have the profile, the order falls back to the default profile.
 */
async function newOrder(
  client: Client,
  step: Step,
  { names, profile, replaces }: OrderInput,
): Promise<{ order: Order; warnings: readonly string[] }> {
  const identifiers = names.map((value) => ({ type: 'dns', value }));
  const ask = (wishes: { profile?: string; replaces?: string }): Promise<Order> =>
    step('new order', () => client.createOrder({ identifiers, ...wishes }));
  if (replaces !== undefined) {
    const order = await ask({ profile, replaces }).catch(() => undefined);
    if (order) return { order, warnings: [] };
  }
  try {
    return { order: await ask({ profile }), warnings: [] };
  } catch (error) {
    if (profile === undefined || !isInvalidProfile(error)) throw error;
    const warnings = [`ordered with the default profile instead. ${error.message}`];
    return { order: await ask({}), warnings };
  }
}

const isInvalidProfile = (error: unknown): error is AcmeError =>
  error instanceof AcmeError && error.failure.type === 'invalidProfile';

async function proveAll(
  client: Client,
  step: Step,
  pending: readonly Authorization[],
  { prove }: OrderInput,
): Promise<void> {
  // Names that were proven recently need no proof, and so no name server.
  if (pending.length === 0) return;
  const challenges = pending.map((authorization) => dnsChallenge(authorization));
  const records = await Promise.all(
    challenges.map(async ({ name, challenge }) => ({
      name,
      value: await client.getChallengeKeyAuthorization(challenge),
    })),
  );
  await prove(records);
  for (const { challenge } of challenges) {
    await step('challenge', () => client.completeChallenge(challenge));
    await step('challenge', () => client.waitForValidStatus(challenge));
  }
}

function dnsChallenge({ identifier, challenges }: Authorization) {
  const challenge = challenges.find(({ type }) => type === 'dns-01');
  const name = `_acme-challenge.${identifier.value}`;
  if (challenge) return { name, challenge };
  throw new AcmeError('challenge', {
    status: 400,
    type: 'noDnsChallenge',
    detail: `${identifier.value} cannot be proven by DNS`,
  });
}
