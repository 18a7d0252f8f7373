/**
 * A shell on a host, or one command there. Needs DIGITALOCEAN_TOKEN (read-only is enough) and CLUSTER_SECRET, which is read
 * from .secrets/cluster-secret if it is not in the environment. Exits with the exit status of ssh.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObservedDroplet } from '../actions/src/cloud/resource.ts';
import { openClusterWithSecrets } from '../actions/src/commands/cluster.ts';
import { messageOf } from '../actions/src/lib/failure.ts';
import { deadlineIn } from '../actions/src/run/deadline.ts';
import type { Secrets } from '../actions/src/secrets/secrets.ts';
import { FOLDER } from './lib/init/local-secrets.ts';

const KEPT = join(FOLDER, 'cluster-secret');
const USAGE = 'Usage: scripts/ssh HOST [-- COMMAND...]';

async function main([name, ...words]: string[]): Promise<number> {
  if (name === undefined || name.startsWith('-')) throw new Error(USAGE);
  if (!process.env.CLUSTER_SECRET && existsSync(KEPT))
    process.env.CLUSTER_SECRET = readFileSync(KEPT, 'utf8').trim();
  const { declaration, cloud, secrets } = await openClusterWithSecrets(deadlineIn(60_000));
  const { droplets } = await cloud.observe(declaration);
  const droplet = droplets.find(({ spec }) => spec.name === name);
  if (droplet?.ipv4 === undefined) {
    const known = droplets.map(({ spec }) => spec.name).join(', ') || 'none';
    throw new Error(
      `Cluster ${declaration.cluster} has no droplet ${name} with an address. It has: ${known}.`,
    );
  }
  return open(droplet.ipv4, droplet, secrets, words[0] === '--' ? words.slice(1) : words);
}

/** The keys exist as files only while the connection is open. */
function open(address: string, { spec }: ObservedDroplet, secrets: Secrets, command: string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-ssh-'));
  try {
    const known = secrets.generations.map(
      (one) => `${address} ${secrets.hostKey(spec.name, one).publicKey}\n`,
    );
    writeFileSync(join(folder, 'known'), known.join(''));
    const identities = secrets.generations.flatMap((one) => {
      const key = join(folder, `key-${one}`);
      writeFileSync(key, secrets.deployKeyOf(one).privateKey.reveal(), { mode: 0o600 });
      return ['-i', key];
    });
    const options = ['-F', 'none', '-o', 'IdentitiesOnly=yes', '-o', 'StrictHostKeyChecking=yes'];
    const verified = ['-o', `UserKnownHostsFile=${join(folder, 'known')}`, '-o', 'GlobalKnownHostsFile=none'];
    const line = [...options, ...verified, ...identities, `root@${address}`, ...command];
    return spawnSync('ssh', line, { stdio: 'inherit' }).status ?? 255;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

process.exitCode = await main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${messageOf(error)}\n`);
  return 255;
});
