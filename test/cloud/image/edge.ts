import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';

const EDGE = join(import.meta.dirname, 'edge');

/** What decides what is in the edge. */
export const EDGE_SOURCES: readonly string[] = [EDGE, import.meta.filename];

/** What an edge consists of. */
interface Part {
  /** Below `edge`. */
  readonly folder: string;
  readonly maskedUnits?: readonly string[];
  readonly maskedGenerators?: readonly string[];
  /** Links in /usr/sbin. */
  readonly links?: Readonly<Record<string, string>>;
}

const COMMON: Part = {
  folder: 'common',
  // Look for what no host has, at each boot and each reload of systemd: a tenth of what a first apply costs.
  maskedGenerators: [
    ...['systemd-debug-generator', 'systemd-gpt-auto-generator', 'systemd-hibernate-resume-generator'],
    ...['systemd-rc-local-generator', 'systemd-run-generator', 'systemd-system-update-generator'],
    ...['systemd-tpm2-generator', 'systemd-getty-generator'],
  ],
};

/** Where a host has no kernel with NFS, or has to share with one that has none. */
const NFS_STAND_IN: Part = {
  folder: 'nfs',
  maskedUnits: [
    ...['proc-fs-nfsd.mount', 'run-rpc_pipefs.mount', 'nfs-blkmap.service'],
    ...['rpc-gssd.service', 'rpc-svcgssd.service', 'auth-rpcgss-module.service'],
  ],
  maskedGenerators: ['rpc-pipefs-generator'],
  links: { 'mount.nfs4': 'mount.nfs' },
};

const KERNEL_NFS: Part = {
  folder: 'kernel-nfs',
  // Debian's own programs, which every image diverts.
  links: { 'mount.nfs': 'mount.nfs.kernel', 'mount.nfs4': 'mount.nfs.kernel' },
};

const CONTAINER: Part = { folder: 'container' };

const VM: Part = {
  folder: 'vm',
  maskedUnits: ['serial-getty@ttyS0.service', 'proc-sys-fs-binfmt_misc.automount'],
  maskedGenerators: ['systemd-ssh-generator'],
};

/** `mixed-vm`: a virtual machine next to containers. */
const EDGES = {
  container: [COMMON, NFS_STAND_IN, CONTAINER],
  vm: [COMMON, KERNEL_NFS, VM],
  'mixed-vm': [COMMON, NFS_STAND_IN, VM],
} as const;

export type Edge = keyof typeof EDGES;

/** The top layer: what makes a Debian tree a machine of the local cloud, and nothing a droplet would have. */
export async function buildEdge(directory: string, edge: Edge): Promise<void> {
  for (const part of EDGES[edge]) await add(directory, part);
  // Newer than every /usr below, or each first boot would rebuild what the image has.
  await mkdir(join(directory, 'var'));
  await Promise.all(['etc/.updated', 'var/.updated'].map((path) => writeFile(join(directory, path), '')));
}

async function add(directory: string, part: Part): Promise<void> {
  const { folder, maskedUnits = [], maskedGenerators = [], links = {} } = part;
  const tree = join(EDGE, folder);
  await run('cp', ['--recursive', '--no-preserve=ownership', '--no-target-directory', tree, directory]);
  await run('chmod', ['--recursive', 'u=rwX,go=rX', directory]);
  const masks = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '/dev/null']));
  await link(join(directory, 'etc/systemd/system'), masks(maskedUnits));
  await link(join(directory, 'etc/systemd/system-generators'), masks(maskedGenerators));
  await link(join(directory, 'usr/sbin'), links);
}

async function link(folder: string, links: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, target] of Object.entries(links)) await symlink(target, join(folder, name));
}
