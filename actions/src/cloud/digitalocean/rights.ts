import { lockedText } from '../allowance.ts';
import { CloudError } from '../cloud.ts';
import { readAccount } from './account.ts';
import { type Client, createClient, type DigitalOceanOptions } from './client.ts';
import { createTags, tagProbes } from './tags.ts';
import type { Probes } from './wire.ts';
import { createWires } from './wires.ts';

/** Whether a token may do one thing. */
export interface Right {
  /** The token's scope, e.g. `droplet:create`. */
  readonly scope: string;
  /** Whether it changes the account. */
  readonly writes: boolean;
  readonly allowed: boolean;
}

/**
 * Returns the token's rights, and whether the zone is in its account (undefined if the token cannot read zones). DigitalOcean
 * has no request that lists a token's scopes, but it checks them before the request itself. So each right is tested with a
 * request that cannot succeed: 403 means that the right is missing, 404 or 422 that it is there. Nothing is created or changed.
 */
export async function checkToken(
  options: DigitalOceanOptions,
  zone: string,
): Promise<{ readonly rights: readonly Right[]; readonly hasZone: boolean | undefined }> {
  const client = createClient(options);
  const { api } = client;
  // First, because every request with a wrong token, or for a locked account, gets the same answer.
  const account = await readAccount(client);
  if (account.status === 'locked') throw new Error(lockedText(account));
  const wires = createWires(client, createTags(client));
  const asked: Probes = Object.assign(
    {},
    ...Object.values(wires).map(({ probes }) => probes),
    tagProbes(client),
  );
  const rights = await Promise.all(
    inOrder(asked).map(async ([scope, send]) => ({
      ...{ scope, writes: !scope.endsWith(':read') },
      allowed: (await statusOf(client, scope, send)) !== 403,
    })),
  );
  const answer = await statusOf(client, 'domain:read', () => api.domain.getDomain({ name: zone }));
  const mayLook = { scope: 'domain:read', writes: false, allowed: answer !== 403 };
  return { rights: [...rights, mayLook], hasZone: answer === 403 ? undefined : answer === undefined };
}

const VERBS = ['read', 'create', 'update', 'delete'];
const verbOf = (scope: string): number => VERBS.indexOf(scope.split(':')[1] ?? '');

/** Sorted by verb, reading first. */
const inOrder = (asked: Probes) => Object.entries(asked).sort(([a], [b]) => verbOf(a) - verbOf(b));

type Send = Probes[string];

/** Undefined if the request succeeded. */
async function statusOf({ call }: Client, scope: string, send: Send): Promise<number | undefined> {
  try {
    await call({ doing: `check ${scope}`, scope, send });
    return undefined;
  } catch (error) {
    if (error instanceof CloudError && REFUSALS.includes(error.status ?? 0)) return error.status;
    throw error;
  }
}

const REFUSALS: readonly number[] = [400, 403, 404, 405, 409, 422];
