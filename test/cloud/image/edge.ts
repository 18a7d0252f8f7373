import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';

const EDGE = join(import.meta.dirname, 'edge');

/** What decides what is in the edge. */
export const EDGE_SOURCES: readonly string[] = [EDGE, import.meta.filename];

/** Units that need the kernel's NFS. */
const NFS_UNITS: readonly string[] = [
  ...['proc-fs-nfsd.mount', 'run-rpc_pipefs.mount', 'nfs-blkmap.service'],
  ...['rpc-gssd.service', 'rpc-svcgssd.service', 'auth-rpcgss-module.service'],
];

/** Look for what no host has, at each boot and each reload of systemd: a tenth of what a first apply costs. */
const MASKED_GENERATORS: readonly string[] = [
  ...['systemd-debug-generator', 'systemd-gpt-auto-generator', 'systemd-hibernate-resume-generator'],
  ...['systemd-rc-local-generator', 'systemd-run-generator', 'systemd-system-update-generator'],
  ...['systemd-tpm2-generator', 'systemd-getty-generator', 'rpc-pipefs-generator'],
];

/** What each kind of host has besides `common`. */
const KINDS = {
  container: {
    units: NFS_UNITS,
    generators: MASKED_GENERATORS,
    links: { 'mount.nfs4': 'mount.nfs' },
  },
  vm: {
    units: ['serial-getty@ttyS0.service', 'proc-sys-fs-binfmt_misc.automount'],
    generators: [
      ...MASKED_GENERATORS.filter((name) => name !== 'rpc-pipefs-generator'),
      'systemd-ssh-generator',
    ],
    // Debian's own programs, which every image diverts.
    links: { 'mount.nfs': 'mount.nfs.kernel', 'mount.nfs4': 'mount.nfs.kernel' },
  },
} as const;

export type HostKind = keyof typeof KINDS;

/** The top layer: what makes a Debian tree a machine of the local cloud, and nothing a droplet would have. */
export async function buildEdge(directory: string, kind: HostKind): Promise<void> {
  for (const part of ['common', kind])
    await run('cp', [
      '--recursive',
      '--no-preserve=ownership',
      '--no-target-directory',
      join(EDGE, part),
      directory,
    ]);
  await run('chmod', ['--recursive', 'u=rwX,go=rX', directory]);
  const { units, generators, links } = KINDS[kind];
  await mask(join(directory, 'etc/systemd/system'), units);
  await mask(join(directory, 'etc/systemd/system-generators'), generators);
  const programs = join(directory, 'usr/sbin');
  await mkdir(programs, { recursive: true });
  for (const [name, target] of Object.entries(links)) await symlink(target, join(programs, name));
  // Newer than every /usr below, or each first boot would rebuild what the image has.
  await mkdir(join(directory, 'var'));
  await Promise.all(['etc/.updated', 'var/.updated'].map((path) => writeFile(join(directory, path), '')));
}

async function mask(folder: string, names: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all(names.map((name) => symlink('/dev/null', join(folder, name))));
}
