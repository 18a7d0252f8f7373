import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropletsOf } from '../api.ts';
import type { Members } from './members.ts';

/** In MiB, since the host was switched on. */
interface Memory {
  readonly host: string;
  /** With the cache of files, which the kernel gives up when it needs room. */
  readonly peak: number;
  /** What is no cache of files, now. */
  readonly kept: number;
  /** Processes that were killed because memory ran out. */
  readonly killed: number;
}

/** As the kernel counts it for the cgroup that holds a host to its size. cgroup1's and cgroup2's names differ. */
export async function memoryOf({ cloud }: Members): Promise<Memory[]> {
  const root = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup'].find(existsSync) ?? '';
  const own = readdirSync(root).find((name) => name.startsWith(`flotilla-${cloud.name}-`)) ?? '';
  return (await dropletsOf(cloud)).map(({ id, name }) => ({
    host: name,
    ...usage(join(root, own, String(id))),
  }));
}

function usage(cgroup: string): Omit<Memory, 'host'> {
  const read = (...names: string[]) =>
    names
      .map((name) => join(cgroup, name))
      .flatMap((path) => (existsSync(path) ? [readFileSync(path, 'utf8')] : []))[0] ?? '';
  const field = (text: string, names: string) =>
    Number(new RegExp(`^(?:${names}) (\\d+)$`, 'm').exec(text)?.[1]);
  const mib = (bytes: number) => Math.round(bytes / 1024 ** 2);
  return {
    peak: mib(Number(read('memory.max_usage_in_bytes', 'memory.peak'))),
    kept: mib(field(read('memory.stat'), 'total_rss|anon')),
    killed: field(read('memory.oom_control', 'memory.events'), 'oom_kill'),
  };
}
