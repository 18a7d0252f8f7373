import { type Authorization, Client, type Order } from 'acme-client';
import type { Secret } from '../../secrets/secret.ts';
import type { ChallengeRecord } from '../share.ts';
import { AcmeError, failureOf } from './failure.ts';
import type { AcmeFailure } from './problem.ts';
import { type Step, type StepOptions, stepper } from './step.ts';

interface OrderInput extends StepOptions {
  /** URL of the ACME directory. */
  readonly directory: string;
  /** PEM. */
  readonly accountKey: Secret;
  readonly names: readonly string[];
  readonly profile?: string;
  /** The certificate this one is ordered in place of, by its renewal id: such an order is outside the rate limits. */
  readonly replaces?: string;
  /** Gives the request for the names (PEM). */
  readonly csr: () => Promise<string>;
  /** Puts the records where the authority looks for them; resolves when they can be seen there. */
  readonly prove: (records: readonly ChallengeRecord[]) => Promise<void>;
}

interface Ordered {
  /** PEM. */
  readonly chain: string;
  /** What was wished for and not granted, with what to do about it. */
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
  const open = await step('authorisations', () => client.getAuthorizations(order));
  await proveAll(
    client,
    step,
    open.filter(({ status }) => status === 'pending'),
    input,
  );
  await step('challenge', () => client.waitForValidStatus(order));
  const csr = await input.csr();
  const finalized = await step('finalize', () => client.finalizeOrder(order, csr));
  const valid = await step('issue', () => client.waitForValidStatus(finalized));
  const chain = await step('download', () => client.getCertificate(valid));
  return { chain, warnings };
}

/**
 * Finds the key's account, else makes it. One that exists is not "created" again: acme-client would then send an
 * update that changes nothing, which authorities may refuse (RFC 8555, section 7.3.2).
 */
async function openAccount(client: Client): Promise<unknown> {
  try {
    return await client.createAccount({ onlyReturnExisting: true });
  } catch (error) {
    const failure = withoutDirectory(error) ?? failureOf(error);
    if (failure.type !== 'accountDoesNotExist') throw new AcmeError('account', failure);
    return client.createAccount({ termsOfServiceAgreed: true });
  }
}

/** acme-client reads the directory with the first request; something else may stand at its URL, e.g. a web page. */
function withoutDirectory(error: unknown): AcmeFailure | undefined {
  const { message } = error as Error;
  const status = Number(/ACME directory returned error (\d+)/.exec(message)?.[1] ?? 404);
  if (!message.includes('ACME directory') || status >= 500) return undefined;
  return { status, type: 'noDirectory', detail: message };
}

/**
 * Neither the hint `replaces` nor the wish for a profile may cost the certificate: whatever the authority has against
 * the hint, one order follows without it, and where it does not have the profile, one of its default.
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
    const warnings = [`a certificate of the default profile was ordered: ${error.message}`];
    return { order: await ask({}), warnings };
  }
}

const isInvalidProfile = (error: unknown): error is AcmeError =>
  error instanceof AcmeError && error.failure.type === 'invalidProfile';

async function proveAll(
  client: Client,
  step: Step,
  open: readonly Authorization[],
  { prove }: OrderInput,
): Promise<void> {
  // What was proven lately needs no proof, and so no name server.
  if (open.length === 0) return;
  const challenges = open.map((authorization) => dnsChallenge(authorization));
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
    detail: `${identifier.value} cannot be proven by DNS there`,
  });
}
