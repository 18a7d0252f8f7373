import { join, relative } from 'node:path';
import type { Cloud } from '../cloud/cloud.ts';
import { createDigitalOcean } from '../cloud/digitalocean/index.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { loadDeclaration } from '../declaration/load.ts';
import { formatProblem } from '../declaration/problem.ts';
import type { Connect } from '../hosts/link/connection.ts';
import { connectSsh, type SshIdentity } from '../hosts/link/ssh.ts';
import { connectUntil, type Deadline, deadlineIn } from '../run/deadline.ts';
import { deriveSecrets, type Secrets } from '../secrets/secrets.ts';
import { apiToken, directory, InputError, optionalSecret, repositoryRoot, url } from './inputs.ts';
import { clusterSecret, sshKey } from './keys.ts';
import { mailPassword } from './mail.ts';
import { annotate } from './workflow.ts';

/** For a look at the cluster; what changes it says how long it may take. */
const LIMIT_MS = 10 * 60_000;
export const API_URL = 'https://api.digitalocean.com/v2';

/** Everything a door works with, opened from its inputs. */
interface Cluster {
  readonly declaration: Declaration;
  readonly cloud: Cloud;
  readonly connect: Connect;
  /** Absent in a plan without power. */
  readonly secrets: Secrets | undefined;
}

/** Reads the declaration and every secret first: nothing is contacted while one of them is wrong. */
export async function openCluster(deadline: Deadline = deadlineIn(LIMIT_MS)): Promise<Cluster> {
  const declaration = await openDeclaration();
  const cloud = openCloud(deadline);
  const root = optionalSecret('cluster-secret', 'CLUSTER_SECRET');
  const secrets = root && deriveSecrets(clusterSecret(root), declaration, mailPassword());
  const connect = connectSsh(secrets ? deployKeys(secrets) : [planKey()]);
  return { declaration, cloud, connect: connectUntil(deadline, connect), secrets };
}

/** The DigitalOcean account; nothing is contacted yet. */
export function openCloud({ leftMs }: Deadline = deadlineIn(LIMIT_MS)): Cloud {
  const token = apiToken().reveal();
  const endpoint = url('api-url', 'DIGITALOCEAN_API_URL', API_URL);
  return createDigitalOcean({ token, endpoint, leftMs, log: (line) => process.stderr.write(`${line}\n`) });
}

/** The declared generation's first: a host that has not taken it yet still accepts the one before. */
const deployKeys = (secrets: Secrets): readonly SshIdentity[] =>
  secrets.generations.map((generation) => ({
    privateKey: secrets.deployKeyOf(generation).privateKey,
    generation,
  }));

function planKey(): SshIdentity {
  const pasted = optionalSecret('plan-key', 'PLAN_SSH_KEY');
  if (pasted) return { privateKey: sshKey('plan-key', 'PLAN_SSH_KEY', pasted) };
  throw new InputError('plan-key', 'is empty, and so is cluster-secret: one of them has to open the hosts.');
}

/** As `openCluster`, for a door that changes things and so cannot do without the cluster's secret. */
export async function openClusterWithSecrets(
  deadline: Deadline,
): Promise<Cluster & { readonly secrets: Secrets }> {
  const cluster = await openCluster(deadline);
  if (cluster.secrets) return { ...cluster, secrets: cluster.secrets };
  throw new InputError('cluster-secret', 'is empty. Set the secret CLUSTER_SECRET and pass it on.');
}

/** The declaration alone; nothing is contacted. Each mistake is marked on its line. */
export async function openDeclaration(): Promise<Declaration> {
  const read = await loadDeclaration(directory());
  if ('declaration' in read) return read.declaration;
  // GitHub looks for the line in the repository, which may hold the declaration deeper down.
  const place = relative(repositoryRoot(), directory());
  for (const problem of read.problems) annotate({ ...problem, file: join(place, problem.file) });
  const mistakes = read.problems.length === 1 ? '1 mistake' : `${read.problems.length} mistakes`;
  throw new Error(
    `The declaration has ${mistakes}; nothing was contacted.\n${read.problems.map(formatProblem).join('\n')}`,
  );
}
