import { join, relative } from 'node:path';
import type { Cloud } from '../cloud/cloud.ts';
import { createDigitalOcean } from '../cloud/digitalocean/index.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { loadDeclaration } from '../declaration/load.ts';
import { formatProblem } from '../declaration/problem.ts';
import type { Connect } from '../hosts/link/connection.ts';
import { connectSsh, type SshIdentity } from '../hosts/link/ssh.ts';
import { PASSWORDS } from '../hosts/roles/index.ts';
import { connectUntil, type Deadline, deadlineIn } from '../run/deadline.ts';
import { deriveSecrets, type Secrets } from '../secrets/secrets.ts';
import { directory, repositoryRoot } from './checkout.ts';
import { InputError, textOf } from './inputs.ts';
import {
  apiToken,
  clusterSecret,
  mailPassword,
  missingSecret,
  optionalSecret,
  planSshKey,
} from './secrets.ts';
import { annotate, inWorkflow } from './workflow.ts';

/** For commands that only observe the cluster; the others pass a deadline. */
const LIMIT_MS = 10 * 60_000;
const API_URL = 'https://api.digitalocean.com/v2';

/** Everything a command works with, opened from its inputs. */
interface Cluster {
  readonly declaration: Declaration;
  readonly cloud: Cloud;
  readonly connect: Connect;
  /** Absent if only the plan key is given. */
  readonly secrets: Secrets | undefined;
}

/** Reads the declaration and every secret first, so nothing is contacted if one of them is malformed. */
export async function openCluster(deadline: Deadline = deadlineIn(LIMIT_MS)): Promise<Cluster> {
  const declaration = await openDeclaration();
  const cloud = openCloud(deadline);
  const root = optionalSecret('cluster-secret');
  const secrets =
    root &&
    deriveSecrets(clusterSecret(root), declaration, { passwords: PASSWORDS, mailPassword: mailPassword() });
  const connect = connectSsh(secrets ? deployKeys(secrets) : [planKey()]);
  return { declaration, cloud, connect: connectUntil(deadline, connect), secrets };
}

/** DigitalOcean's API: the input, else the variable, else the real one. */
export function apiUrl(): string {
  const value = textOf('api-url') || process.env.DIGITALOCEAN_API_URL || API_URL;
  if (/^https?:\/\//.test(value) && URL.canParse(value)) return value.replace(/\/$/, '');
  throw new InputError('api-url', `is "${value}": write a URL, e.g. ${API_URL}.`);
}

/** The DigitalOcean account; nothing is contacted yet. */
export function openCloud({ leftMs }: Deadline = deadlineIn(LIMIT_MS)): Cloud {
  const token = apiToken().reveal();
  return createDigitalOcean({
    token,
    endpoint: apiUrl(),
    leftMs,
    log: (line) => process.stderr.write(`${line}\n`),
  });
}

/** The declared generation's key first: a host without it still accepts the previous one. */
const deployKeys = (secrets: Secrets): readonly SshIdentity[] =>
  secrets.generations.map((generation) => ({
    privateKey: secrets.deployKeyOf(generation).privateKey,
    generation,
  }));

function planKey(): SshIdentity {
  const pasted = optionalSecret('plan-key');
  if (pasted) return { privateKey: planSshKey(pasted) };
  if (!inWorkflow()) throw missingSecret('cluster-secret');
  throw new InputError(
    'plan-key',
    'is empty, and so is cluster-secret. Pass one of them: it opens the hosts.',
  );
}

/** As `openCluster`, for commands that need the cluster's secret because they change something. */
export async function openClusterWithSecrets(
  deadline: Deadline,
): Promise<Cluster & { readonly secrets: Secrets }> {
  const cluster = await openCluster(deadline);
  if (cluster.secrets) return { ...cluster, secrets: cluster.secrets };
  throw missingSecret('cluster-secret');
}

/** The declaration alone; contacts nothing. Annotates the line of each mistake. */
export async function openDeclaration(): Promise<Declaration> {
  const read = await loadDeclaration(directory());
  if ('declaration' in read) return read.declaration;
  // GitHub expects paths from the repository's top, and the declaration may be in a subdirectory.
  const place = relative(repositoryRoot(), directory());
  for (const problem of read.problems) annotate({ ...problem, file: join(place, problem.file) });
  const mistakes = read.problems.length === 1 ? '1 mistake' : `${read.problems.length} mistakes`;
  throw new Error(
    `The declaration has ${mistakes}; nothing was contacted.\n${read.problems.map(formatProblem).join('\n')}`,
  );
}
