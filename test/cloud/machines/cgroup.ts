import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { poll } from '../runtime/poll.ts';

/**
 * Makes the directories, one a hierarchy that systemd wants to manage, in which a machine's init finds a cgroup of
 * its own: cgroup2, and where it is mounted beside cgroup1, also cgroup1's `name=systemd`.
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

/** Mount points from the text of /proc/self/mounts. */
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

/** A cgroup's files cannot be removed, only its directories, the innermost first. */
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
