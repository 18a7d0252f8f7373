import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { command } from './command.ts';
import type { CloudPaths } from './paths.ts';
import { childOf, presence } from './presence.ts';

const SWEEP = join(import.meta.dirname, 'sweep.sh');

/**
 * Ends a cloud and removes its traces, including those of a killed cloud. A purge removes the logs too.
 * Resolves to whether it was up.
 */
export async function stop(paths: CloudPaths, { purge = false } = {}): Promise<boolean> {
  const pid = presence(paths);
  // Process 1 first. The outermost process then waits until the kernel has ended all others.
  if (pid !== undefined) kill(childOf(pid) ?? pid);
  await mkdir(dirname(paths.lock), { recursive: true });
  // The last process of the tree releases the lock.
  await command('flock', [
    '--verbose',
    '--timeout',
    '120',
    paths.lock,
    'sh',
    SWEEP,
    paths.folder,
    paths.cgroup,
  ]);
  if (purge)
    await Promise.all([paths.folder, paths.lock].map((path) => rm(path, { recursive: true, force: true })));
  return pid !== undefined;
}

/** It may already have ended by itself. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
