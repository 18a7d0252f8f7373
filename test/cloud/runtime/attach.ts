import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { CloudEnvironment } from './access.ts';
import { askControl } from './control.ts';
import type { HostLine } from './hosts-control.ts';
import type { CloudPaths } from './paths.ts';
import { poll } from './poll.ts';
import { presence } from './presence.ts';

/** Waits for a cloud that is starting. @throws if it is down. */
export async function awaitUp(paths: CloudPaths): Promise<{ pid: number; environment: CloudEnvironment }> {
  const pid = await poll(() => readyPid(paths), {
    what: `the local cloud "${paths.name}" to be ready; see ${paths.daemonLog}`,
    timeoutMs: 60_000,
  });
  return { pid, environment: JSON.parse(await readFile(paths.environment, 'utf8')) };
}

function readyPid(paths: CloudPaths): number | undefined {
  const pid = presence(paths);
  if (pid === undefined)
    throw new Error(
      `The local cloud "${paths.name}" is not up. Start it: scripts/cloud up --name ${paths.name}`,
    );
  return existsSync(paths.environment) ? pid : undefined;
}

/** The prefix that runs a command on a host. @throws if no host of this name is on. */
export async function entryTo({ control }: CloudPaths, host: string): Promise<readonly string[]> {
  const answer = await askControl(control, 'GET', `/local/hosts/${encodeURIComponent(host)}/entry`);
  return (answer as { words: readonly string[] }).words;
}

export async function hostsOf({ control }: CloudPaths): Promise<readonly HostLine[]> {
  return ((await askControl(control, 'GET', '/local/hosts')) as { hosts: readonly HostLine[] }).hosts;
}
