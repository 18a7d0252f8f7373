import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineSpec } from '../../ports.ts';
import { poll } from '../../runtime/poll.ts';

/**
 * Creates a directory for the machine's cgroup in each hierarchy that its systemd wants to manage (cgroup2, and
 * if cgroup1 is also mounted, its `name=systemd`), and in cgroup1's of memory and processors, if it has them.
 */
export async function makeCgroups(cloud: string, machine: string): Promise<readonly string[]> {
  const cgroups = hierarchies(await readFile('/proc/self/mounts', 'utf8')).map((root) =>
    join(root, cloud, machine),
  );
  if (cgroups.length === 0)
    throw new Error('No cgroup hierarchy is mounted below /sys/fs/cgroup: run where systemd could run');
  for (const cgroup of cgroups) mkdirSync(cgroup, { recursive: true });
  return cgroups;
}

const PERIOD_US = 100_000;

/**
 * Holds the processes in a machine's cgroups to the memory and the processors of its size, by the files that the
 * hierarchy has: cgroup1's and cgroup2's names differ. This machine's swap is not the host's.
 */
export async function limit(
  cgroups: readonly string[],
  { memoryMiB, vcpus }: Pick<MachineSpec, 'memoryMiB' | 'vcpus'>,
): Promise<void> {
  const bytes = `${memoryMiB * 1024 ** 2}`;
  const quota = `${vcpus * PERIOD_US}`;
  const limits = [
    ['memory.limit_in_bytes', bytes],
    ['memory.memsw.limit_in_bytes', bytes],
    ['memory.max', bytes],
    ['memory.swap.max', '0'],
    ['cpu.cfs_quota_us', quota],
    ['cpu.max', `${quota} ${PERIOD_US}`],
  ] as const;
  for (const cgroup of cgroups)
    for (const [file, value] of limits)
      if (existsSync(join(cgroup, file))) await writeFile(join(cgroup, file), value);
}

/** cgroup1's hierarchies: the one that systemd manages, and those of a size's limits. */
const WANTED = ['name=systemd', 'memory', 'cpu'];

/** The mount points in the text of /proc/self/mounts. */
export const hierarchies = (mounts: string): readonly string[] =>
  mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(
      ([, , type, options]) =>
        type === 'cgroup2' ||
        (type === 'cgroup' && options?.split(',').some((each) => WANTED.includes(each))),
    )
    .flatMap(([, path]) => (path?.startsWith('/sys/fs/cgroup') ? [path] : []));

/** A cgroup stays busy for a moment after its last process was killed. */
export async function removeCgroups(cgroups: readonly string[]): Promise<void> {
  for (const cgroup of cgroups.filter(existsSync)) {
    await poll(() => removeTree(cgroup), { what: `the processes in ${cgroup} to end`, timeoutMs: 10_000 });
  }
}

/** Only the directories of a cgroup can be removed, the innermost first, not its files. */
const removeTree = (cgroup: string): Promise<true | undefined> =>
  childrenOf(cgroup)
    .reduce<Promise<unknown>>((before, child) => before.then(() => removeTree(child)), Promise.resolve())
    .then(() => rmdir(cgroup))
    .then(
      () => true as const,
      () => undefined,
    );

const childrenOf = (cgroup: string): string[] =>
  readdirSync(cgroup, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(cgroup, entry.name));
