import { readFileSync } from 'node:fs';
import type { CloudPaths } from './paths.ts';

/**
 * Process id of the tree's outermost process: all its namespaces are the cloud's but that of processes, which
 * is its children's. Undefined when the cloud is down; a process that only has the same id does not count.
 */
export function presence(paths: CloudPaths): number | undefined {
  const [pid, startTime] = read(paths.pid).trim().split(' ');
  return pid && startTime === startTimeOf(pid) ? Number(pid) : undefined;
}

/** The child of a process that has one, e.g. the tree's process 1, as the caller's namespace numbers it. */
export const childOf = (pid: number): number | undefined =>
  Number(read(`/proc/${pid}/task/${pid}/children`).trim()) || undefined;

/** In clock ticks since boot (proc_pid_stat(5), field 22); undefined for a process that has ended. */
function startTimeOf(pid: string): string | undefined {
  const [state, ...fields] = read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
  return state === 'Z' ? undefined : fields[18];
}

/** What is not there reads as nothing. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
