import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Secrets } from '../../secrets/secrets.ts';

/** The files that the system's ssh needs to reach the hosts, readable only by this user. */
export interface SshFiles {
  /** For rsync's `--rsh`. It addresses a host by its name. */
  readonly command: string;
  close(): void;
}

/**
 * Only the derived host keys are trusted: a machine with another key receives nothing. The private key is in a file while the
 * run lasts, because ssh accepts it in no other way that works on every runner. It is never a command-line argument.
 */
export async function openSshFiles(
  hosts: readonly { readonly name: string; readonly address: string }[],
  secrets: Secrets,
): Promise<SshFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-ssh-'));
  const put = (name: string, content: string) =>
    writeFile(join(folder, name), content, { mode: 0o600, flag: 'wx' });
  const close = removal(folder);
  try {
    await put('key', secrets.deployKey.privateKey.reveal());
    await put(
      'known_hosts',
      hosts.map(({ name }) => `${name} ${secrets.hostKey(name).publicKey}\n`).join(''),
    );
    await put('config', hosts.map(({ name, address }) => entryFor(name, address)).join('') + rules(folder));
  } catch (error) {
    close();
    throw error;
  }
  return { command: `ssh -F ${join(folder, 'config')}`, close };
}

/** Also removes the files when a signal ends this process, as when the workflow is cancelled. */
function removal(folder: string): () => void {
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const leave = () => {
    remove();
    process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, leave);
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, leave);
    remove();
  };
}

const entryFor = (name: string, address: string): string =>
  `Host ${name}\n  HostName ${address}\n  HostKeyAlias ${name}\n`;

const rules = (folder: string): string => `Host *
  User root
  IdentityFile ${folder}/key
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${folder}/known_hosts
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  HostKeyAlgorithms ssh-ed25519
  BatchMode yes
  ConnectTimeout 15
  ServerAliveInterval 5
  ServerAliveCountMax 3
`;
