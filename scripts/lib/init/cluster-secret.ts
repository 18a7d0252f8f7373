import { randomBytes } from 'node:crypto';
import { createDigitalOcean } from '../../../actions/src/cloud/digitalocean/index.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { hostKeysOf } from '../../../actions/src/run/session.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import type { NoGitHub } from './gh.ts';
import { FOLDER } from './local-secrets.ts';
import { secretId } from './stored.ts';
import type { Token } from './tokens.ts';

/** What is known about the cluster's secret before anything is written. */
interface Known {
  /** From .secrets or the environment. */
  readonly local: Secret | undefined;
  /** Whether GitHub has one, or why that is unknown. */
  readonly stored: boolean | NoGitHub;
  readonly storedId: string | undefined;
  /** Flags of the person who runs init. */
  readonly mayCreate: boolean;
  readonly mayReplace: boolean;
}

interface Decision {
  readonly secret: Secret;
  readonly isNew: boolean;
  /** Whether to store this one at GitHub; otherwise GitHub keeps what it has. */
  readonly mayStore: boolean;
}

const PASTE = 'Set CLUSTER_SECRET from your password store and run this again.';
const OVERRIDE = 'If no cluster was made with the stored one, run this with --replace-cluster-secret.';

/** Decides which secret is the cluster's. Throws if a wrong guess would lock the hosts or replace what GitHub has. */
export function decideSecret({ local, stored, storedId, mayCreate, mayReplace }: Known): Decision {
  if (local === undefined)
    return { secret: created(stored, { mayCreate, mayReplace }), isNew: true, mayStore: true };
  if (stored !== true || mayReplace) return { secret: local, isNew: false, mayStore: true };
  if (storedId === undefined) return { secret: local, isNew: false, mayStore: false };
  if (storedId === secretId(local)) return { secret: local, isNew: false, mayStore: true };
  throw new Error(
    `The CLUSTER_SECRET that GitHub has is another than yours, in ${FOLDER}/cluster-secret or the environment. Nothing was ` +
      `changed: a cluster's hosts open to one secret only. Move ${FOLDER} away. ${PASTE} ${OVERRIDE}`,
  );
}

function created(
  stored: Known['stored'],
  { mayCreate, mayReplace }: Pick<Known, 'mayCreate' | 'mayReplace'>,
): Secret {
  if (stored === true && !mayReplace)
    throw new Error(
      'This repository has a CLUSTER_SECRET already, and GitHub never shows it again. A new one would open none of the hosts ' +
        `there are, so nothing was changed. ${PASTE} ${OVERRIDE}`,
    );
  if (stored instanceof Error && !mayCreate && !mayReplace)
    throw new Error(
      `It is not known whether this repository has a CLUSTER_SECRET: ${stored.message}. A second secret would open none of ` +
        `the hosts there are, so none was created. Do that and run this again. If there is a cluster, also set CLUSTER_SECRET ` +
        'from your password store. For a cluster that is surely new, run this with --new-cluster-secret.',
    );
  return new Secret(randomBytes(32).toString('hex'));
}

/**
 * Whether the host keys in the droplets' tags prove that the secret is this cluster's. Throws if the droplets were created with
 * another one.
 */
export async function fitsCluster(
  tokens: readonly Token[],
  declaration: Declaration,
  secret: Secret,
): Promise<boolean> {
  const token = tokens.find(({ canRead }) => canRead)?.value;
  if (token === undefined) return false;
  const cloud = createDigitalOcean({ token, endpoint: process.env.DIGITALOCEAN_API_URL });
  const { droplets } = await cloud.observe(declaration);
  const keysOf = hostKeysOf(deriveSecrets(secret, declaration));
  const tagged = droplets.filter(({ spec }) => (spec.hostKeys ?? []).length > 0);
  if (tagged.some(({ spec }) => spec.hostKeys?.some((key) => keysOf(spec.name).includes(key)))) return true;
  if (tagged.length === 0) return false;
  throw new Error(
    `The DigitalOcean account has droplets of the cluster ${declaration.cluster} (${tagged.map(({ spec }) => spec.name).join(', ')}), ` +
      `made with another CLUSTER_SECRET. No secret was written. ${PASTE} For another cluster, choose another \`name\`.`,
  );
}
