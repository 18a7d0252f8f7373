/**
 * `npm run bench:content`: a real tree on three hosts of a local cloud, put there by sync-content, by a plain loop of
 * rsync, and by the least that could do it; printed side by side, from this one run.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalCloud, startCloud } from '../cloud/cloud.ts';

const BALLAST = `
set -eu
work=$(mktemp -d)
curl -fsS --cacert "$NODE_EXTRA_CA_CERTS" "https://wordpress.org/wordpress-$VERSION.tar.gz" | tar -xz -C "$work"
mkdir -p "$CONTENT/plugins/ballast"
cp -rL "$work"/wordpress/wp-includes "$work"/wordpress/wp-admin "$CONTENT/plugins/ballast/"
cp -rL "$work"/wordpress/wp-content/themes/* "$CONTENT/themes/"
find "$CONTENT" -mindepth 2 -name '.*' -delete
rm -rf "$work"
`;
const STEPS: readonly (readonly string[])[] = [
  ['node', '--import', 'tsx', 'scripts/build.ts'],
  ['node', 'actions/dist/apply.cjs'],
  ['sh', '-c', BALLAST],
  ['node', '--import', 'tsx', 'test/bench/content-table.ts'],
];

const [, version = ''] = /version: (\S+)/.exec(readFileSync('cluster/cluster.yml', 'utf8')) ?? [];
const directory = mkdtempSync(join(tmpdir(), 'flotilla-bench-'));
cpSync('cluster', join(directory, 'cluster'), { recursive: true });
cpSync('wp-content', join(directory, 'wp-content'), { recursive: true });
const cloud = await startCloud({ name: 'bench', attached: true, log: console.error });
try {
  for (const step of STEPS) await run(cloud, step);
} finally {
  await cloud.stop();
  rmSync(directory, { recursive: true });
}

/** The output of a step matters only if it fails. The last step prints the table. */
async function run({ run }: LocalCloud, command: readonly string[]): Promise<void> {
  // In memory, because hosts do not wait for the runner's disk.
  const env = {
    ...{ INPUT_DIRECTORY: directory, CONTENT: join(directory, 'wp-content'), VERSION: version },
    TMPDIR: '/dev/shm',
  };
  const { code, stdout, stderr } = await run(command, { env });
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}\n${stdout}${stderr}`);
  if (command === STEPS.at(-1)) process.stdout.write(stdout);
}
