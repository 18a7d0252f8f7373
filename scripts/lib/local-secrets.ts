import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Declaration } from '../../actions/src/declaration/declaration.ts';
import { Secret } from '../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../actions/src/secrets/secrets.ts';

/** Where the secrets wait to be stored elsewhere; git ignores it. */
export const FOLDER = '.secrets';

export interface LocalSecrets {
  /** Paths relative to the checkout. */
  readonly clusterSecret: string;
  readonly planKey: string;
  readonly isNew: boolean;
}

/** Takes the cluster's secret from the environment or from an earlier run, else makes one; derives the plan key of it. */
export function keepSecrets(root: string, declaration: Declaration): LocalSecrets {
  const clusterSecret = join(FOLDER, 'cluster-secret');
  const planKey = join(FOLDER, 'plan-key');
  const kept = existsSync(join(root, clusterSecret));
  const given = process.env.CLUSTER_SECRET?.trim();
  const value = kept
    ? readFileSync(join(root, clusterSecret), 'utf8').trim()
    : given || randomBytes(32).toString('hex');
  if (kept && given && given !== value) {
    throw new Error(
      `CLUSTER_SECRET is not what ${clusterSecret} holds. Unset the one, or move the other away.`,
    );
  }
  const secret = new Secret(value);
  const { planKey: pair } = deriveSecrets(secret, declaration);
  mustBeIgnored(root);
  write(root, clusterSecret, `${secret.reveal()}\n`);
  write(root, planKey, pair.privateKey.reveal());
  return { clusterSecret, planKey, isNew: !kept && !given };
}

/** A secret in a commit is a secret lost. */
function mustBeIgnored(root: string): void {
  const { status } = spawnSync('git', ['check-ignore', '--quiet', `${FOLDER}/x`], { cwd: root });
  if (status === 1)
    throw new Error(`git does not ignore ${FOLDER}/: add the line "/${FOLDER}/" to .gitignore.`);
}

function write(root: string, path: string, content: string): void {
  mkdirSync(join(root, FOLDER), { recursive: true, mode: 0o700 });
  writeFileSync(join(root, path), content, { mode: 0o600 });
  chmodSync(join(root, path), 0o600);
}
