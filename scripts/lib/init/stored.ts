import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Secret } from '../../../actions/src/secrets/secret.ts';
import { ENVIRONMENTS, type EnvironmentName } from './environments.ts';
import { api, gh, type Reply } from './gh.ts';

/** Where a secret is stored: in an environment, or for all branches in the repository. */
export type Place = EnvironmentName | 'repository';

/** The names of the secrets that GitHub has. It never shows their values. */
export type Stored = ReadonlyMap<Place, ReadonlySet<string>>;

const NAMES = z.object({ secrets: z.array(z.object({ name: z.string() })) });

/** Throws if an answer fails: that does not mean "no secrets". */
export function storedSecrets(): Stored {
  const environments = ENVIRONMENTS.map(
    (name) =>
      [name, namesIn(api('GET', `repos/{owner}/{repo}/environments/${name}/secrets?per_page=100`))] as const,
  );
  const shared = namesIn(api('GET', 'repos/{owner}/{repo}/actions/secrets?per_page=100'));
  return new Map<Place, ReadonlySet<string>>([...environments, ['repository', shared]]);
}

function namesIn({ status, body, why }: Reply): ReadonlySet<string> {
  // A missing environment has no secrets. Neither does a repository on a plan without environments.
  if (status === 404 || (status !== 200 && /upgrade to|billing plan/i.test(why))) return new Set();
  const { data } = NAMES.safeParse(body);
  if (status === 200 && data) return new Set(data.secrets.map(({ name }) => name));
  throw new Error(
    `Cannot read which secrets GitHub has: ${why || 'gh gave no answer'}. Nothing was changed. Check the network and that your ` +
      'account administers the repository, then run this again.',
  );
}

export const hasStored = (stored: Stored, name: string): boolean =>
  [...stored.values()].some((names) => names.has(name));

/** Stores a secret, through standard input. Returns why it failed, or undefined. */
export function store(name: string, place: Place, value: string): string | undefined {
  const { code, why } = gh(
    ['secret', 'set', name, ...(place === 'repository' ? [] : ['--env', place])],
    value,
  );
  return code === 0 ? undefined : why || 'gh gave no reason';
}

const VARIABLE = 'CLUSTER_SECRET_ID';
const variables = 'repos/{owner}/{repo}/actions/variables';

/** Identifies a secret and reveals nothing about it. */
export const secretId = (secret: Secret): string =>
  createHash('sha256').update(`flotilla/cluster-secret-id\0${secret.reveal()}`).digest('hex').slice(0, 16);

/** The id of GitHub's CLUSTER_SECRET, if an earlier run stored it. */
export function storedId(): string | undefined {
  const { status, body, why } = api('GET', `${variables}/${VARIABLE}`);
  if (status === 404) return undefined;
  const { data } = z.object({ value: z.string() }).safeParse(body);
  if (status === 200 && data) return data.value;
  throw new Error(`Cannot read the variable ${VARIABLE}: ${why}. Nothing was changed. Run this again.`);
}

export function storeId(id: string): string | undefined {
  const known = storedId();
  if (known === id) return undefined;
  const body = { name: VARIABLE, value: id };
  const reply =
    known === undefined ? api('POST', variables, body) : api('PATCH', `${variables}/${VARIABLE}`, body);
  return reply.status === 200 ? undefined : reply.why;
}
