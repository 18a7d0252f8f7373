import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DaemonOptions } from './daemon-options.ts';
import { awaitReady, LIFELINE_FD, letStay } from './lifeline.ts';
import type { CloudPaths } from './paths.ts';

// Not import.meta.resolve, which is missing when tests run these modules. A URL, because `#` and `%` in a path would be misread.
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const here = (file: string): string => join(import.meta.dirname, file);

/**
 * Starts the process tree with the daemon. Resolves when the cloud is ready. `attached`: it ends with this process.
 * @throws the reason if it fails. By then nothing of it is left.
 */
export async function launch(paths: CloudPaths, options: DaemonOptions, attached: boolean): Promise<void> {
  await mkdir(dirname(paths.folder), { recursive: true });
  const node = [process.execPath, '--import', tsx, here('daemon.ts')];
  const tree = spawn(
    'sh',
    [here('tree.sh'), paths.folder, paths.cgroup, ...node, JSON.stringify(options)],
    // Its own session, so Ctrl-C reaches only the starter, which then ends the tree in order.
    { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const daemon = tree.stdio[LIFELINE_FD];
  if (!(daemon instanceof Socket)) throw new Error('The lifeline to the daemon is no socket');
  await awaitReady(daemon).catch(async (error: Error) => {
    throw new Error(`The local cloud did not start: ${error.message || (await lastWords(paths))}`);
  });
  if (!attached) await letStay(daemon);
  daemon.unref();
  tree.unref();
}

async function lastWords({ daemonLog }: CloudPaths): Promise<string> {
  const log = await readFile(daemonLog, 'utf8').catch(() => '');
  return `its daemon ended; the end of ${daemonLog}:\n${log.trim().split('\n').slice(-10).join('\n')}`;
}
