import { readFileSync } from 'node:fs';
import type { CloudPaths } from './paths.ts';

/**
 * The id of the tree's outermost process. Its namespaces are the cloud's, except that only its children are in the cloud's
 * PID namespace. Undefined if the cloud is down. Another process that has reused the id does not count.
 */
export function presence(paths: CloudPaths): number | undefined {
  const [pid, startTime] = read(paths.pid).trim().split(' ');
  return pid && startTime === startTimeOf(pid) ? Number(pid) : undefined;
}

/** The only child of a process, e.g. the tree's process 1, by its id in the caller's namespace. */
export const childOf = (pid: number): number | undefined =>
  Number(read(`/proc/${pid}/task/${pid}/children`).trim()) || undefined;

/** In clock ticks since boot (proc_pid_stat(5), field 22). Undefined for a process that has ended. */
function startTimeOf(pid: string): string | undefined {
  const [state, ...fields] = read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
  return state === 'Z' ? undefined : fields[18];
}

/** A missing file counts as empty. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
