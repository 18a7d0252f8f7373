import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadDeclaration } from '../../actions/src/declaration/load.ts';
import { PASSWORDS } from '../../actions/src/hosts/roles/index.ts';
import { Secret } from '../../actions/src/secrets/secret.ts';
import { deriveSecrets, type Secrets } from '../../actions/src/secrets/secrets.ts';
import type { LocalCloud } from '../cloud/cloud.ts';
import type { CloudEnvironment } from '../cloud/runtime/access.ts';
import { command } from '../cloud/runtime/command.ts';
import { type LocalGitHub, startGitHub } from './github.ts';
import type { Settings } from './settings.ts';

/** A repository created from this template, for a cluster in a local cloud. */
export interface Fleet {
  readonly github: LocalGitHub;
  /** A person's clone with the template's files, not committed yet. */
  readonly clone: string;
  /** The secrets derived from the cluster's secret. */
  readonly secrets: Secrets;
}

interface FleetOptions {
  readonly cloud: LocalCloud;
  /** The directory for the repository, the clone and the runs. */
  readonly directory: string;
  /** Called with every line of every job. */
  readonly log?: (line: string) => void;
}

const CHECKOUT = resolve(import.meta.dirname, '../..');
/** The files that a fleet needs from this checkout. */
const TEMPLATE = ['.github', 'actions', 'cluster', 'wp-content'];
/** The workflow with the project's own tests, which would start another local GitHub. */
const OWN_TESTS = 'ci.yml';

/** The secrets that `scripts/init` creates. */
export const ENVIRONMENTS: readonly string[] = ['production', 'certificates', 'plan'];

/** Starts a GitHub with an empty repository. Like `scripts/init`, it sets the secrets for the default branch only. */
export async function startFleet({ cloud, directory, log }: FleetOptions): Promise<Fleet> {
  const secrets = await derive(cloud.environment.CLUSTER_SECRET);
  const github = await startGitHub({ cloud, directory, disabled: [OWN_TESTS], ...(log ? { log } : {}) });
  storeSecrets(github.settings, cloud.environment, secrets);
  for (const environment of ENVIRONMENTS) await github.limitEnvironment(environment);
  const clone = join(directory, 'clone');
  await command('git', ['clone', '--quiet', github.remoteUrl, clone]);
  for (const path of TEMPLATE) await cp(join(CHECKOUT, path), join(clone, path), { recursive: true });
  return { github, clone, secrets };
}

async function derive(clusterSecret: string): Promise<Secrets> {
  const read = await loadDeclaration(CHECKOUT);
  if ('declaration' in read)
    return deriveSecrets(new Secret(clusterSecret), read.declaration, { passwords: PASSWORDS });
  throw new Error('cluster/ has a mistake. ./scripts/demo --plan-only shows it.');
}

function storeSecrets(settings: Settings, environment: CloudEnvironment, { planKey }: Secrets): void {
  for (const name of ['production', 'certificates']) {
    settings.setSecret('DIGITALOCEAN_TOKEN', environment.DIGITALOCEAN_TOKEN, { environment: name });
    settings.setSecret('CLUSTER_SECRET', environment.CLUSTER_SECRET, { environment: name });
  }
  settings.setSecret('MAIL_PASSWORD', environment.MAIL_PASSWORD, { environment: 'production' });
  const plan = { environment: 'plan' };
  settings.setSecret('DIGITALOCEAN_TOKEN', environment.DIGITALOCEAN_READ_TOKEN, plan);
  settings.setSecret('PLAN_SSH_KEY', planKey.privateKey.reveal(), plan);
}
