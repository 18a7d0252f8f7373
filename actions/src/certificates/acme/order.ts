import { type Authorization, Client, type Order } from 'acme-client';
import type { Secret } from '../../secrets/secret.ts';
import type { ChallengeRecord } from '../share.ts';
import { AcmeError, failureOf } from './failure.ts';
import { type Step, type StepOptions, stepper } from './step.ts';

export interface OrderInput extends StepOptions {
  /** URL of the ACME directory. */
  readonly directory: string;
  /** PEM. */
  readonly accountKey: Secret;
  readonly names: readonly string[];
  readonly profile?: string | undefined;
  /** The certificate this one is ordered in place of, by its renewal id: such an order is outside the rate limits. */
  readonly replaces?: string | undefined;
  /** Gives the request for the names (PEM). */
  readonly csr: () => Promise<string>;
  /** Puts the records where the authority looks for them; resolves when they can be seen there. */
  readonly prove: (records: readonly ChallengeRecord[]) => Promise<void>;
}

const POLLING = { backoffAttempts: 30, backoffMin: 1000, backoffMax: 5000 };

/** Orders a certificate by DNS-01. Resolves to its chain, PEM, or throws an `AcmeError`. */
export async function orderCertificate(input: OrderInput): Promise<string> {
  const client = new Client({
    ...POLLING,
    directoryUrl: input.directory,
    accountKey: input.accountKey.reveal(),
  });
  const step = stepper(input);
  await step('account', () => openAccount(client));
  const order = await newOrder(client, step, input);
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
  return step('download', () => client.getCertificate(valid));
}

/**
 * Finds the key's account, else makes it. One that exists is not "created" again: acme-client would then send an
 * update that changes nothing, which authorities may refuse (RFC 8555, section 7.3.2).
 */
async function openAccount(client: Client): Promise<unknown> {
  try {
    return await client.createAccount({ onlyReturnExisting: true });
  } catch (error) {
    const failure = failureOf(error);
    if (failure.type !== 'accountDoesNotExist') throw new AcmeError('account', failure);
    return client.createAccount({ termsOfServiceAgreed: true });
  }
}

/** An authority that finds the replaced certificate replaced already still issues an order that says nothing of it. */
async function newOrder(
  client: Client,
  step: Step,
  { names, profile, replaces }: OrderInput,
): Promise<Order> {
  const identifiers = names.map((value) => ({ type: 'dns', value }));
  const plain = { identifiers, ...(profile !== undefined && { profile }) };
  if (replaces === undefined) return step('new order', () => client.createOrder(plain));
  const replacing = { ...plain, replaces };
  try {
    return await step('new order', () => client.createOrder(replacing));
  } catch (error) {
    if (!(error instanceof AcmeError && error.failure.status === 409)) throw error;
    return step('new order', () => client.createOrder(plain));
  }
}

async function proveAll(
  client: Client,
  step: Step,
  open: readonly Authorization[],
  { prove }: OrderInput,
): Promise<void> {
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
    detail: `${identifier.value} cannot be proven by DNS there`,
  });
}
