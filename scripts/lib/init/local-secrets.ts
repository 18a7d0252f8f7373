import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../../actions/src/secrets/secret.ts';

/** Where the secrets wait to be stored elsewhere; git ignores it. */
export const FOLDER = '.secrets';
/** Relative to the checkout. */
export const CLUSTER_SECRET = join(FOLDER, 'cluster-secret');
export const PLAN_KEY = join(FOLDER, 'plan-key');

/** The cluster's secret from the environment or from an earlier run. */
export function localSecret(root: string): Secret | undefined {
  const path = join(root, CLUSTER_SECRET);
  const kept = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  const given = process.env.CLUSTER_SECRET?.trim();
  if (kept && given && given !== kept)
    throw new Error(
      `CLUSTER_SECRET differs from ${CLUSTER_SECRET}. Unset the variable, or move ${FOLDER} away.`,
    );
  return kept || given ? new Secret(kept || given || '') : undefined;
}

/** Writes them for this user alone, and only where git ignores them: a secret in a commit is a secret lost. */
export function keepSecrets(root: string, secret: Secret, planKey: Secret): void {
  const { status } = spawnSync('git', ['check-ignore', '--quiet', `${FOLDER}/x`], { cwd: root });
  if (status === 1)
    throw new Error(`git does not ignore ${FOLDER}/: add the line "/${FOLDER}/" to .gitignore.`);
  write(join(root, CLUSTER_SECRET), `${secret.reveal()}\n`);
  write(join(root, PLAN_KEY), planKey.reveal());
}

function write(path: string, content: string): void {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(path, content, { mode: 0o600 });
  chmodSync(path, 0o600);
}
