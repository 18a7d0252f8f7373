import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { poll } from '../runtime/poll.ts';

/**
 * Creates a directory for the machine's cgroup in each hierarchy that its systemd wants to manage: cgroup2, and
 * if cgroup1 is also mounted, its `name=systemd`.
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

/** The mount points in the text of /proc/self/mounts. */
export const hierarchies = (mounts: string): readonly string[] =>
  mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(
      ([, , type, options]) => type === 'cgroup2' || (type === 'cgroup' && options?.includes('name=systemd')),
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
