import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from './command.ts';
import type { CloudPaths } from './paths.ts';
import { poll } from './poll.ts';
import { childOf, presence } from './presence.ts';

/**
 * Ends a cloud and removes what it left, also what a killed one did; a purge takes the logs too.
 * Resolves to whether it was up.
 */
export async function stop(paths: CloudPaths, { purge = false } = {}): Promise<boolean> {
  const pid = presence(paths);
  if (pid !== undefined) await end(paths, pid);
  await command('sh', [join(import.meta.dirname, 'sweep.sh'), paths.folder, paths.cgroup]);
  if (purge)
    await Promise.all([paths.folder, paths.lock].map((path) => rm(path, { recursive: true, force: true })));
  return pid !== undefined;
}

/** Its process 1 goes first: the outermost one then waits until the kernel has ended all the others. */
async function end(paths: CloudPaths, pid: number): Promise<void> {
  kill(childOf(pid) ?? pid);
  await poll(() => (presence(paths) === undefined ? true : undefined), {
    what: `process ${pid} and all below it to end`,
    timeoutMs: 20_000,
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
