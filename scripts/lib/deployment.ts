import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalCloud } from '../../test/cloud/cloud.ts';
import { type Fleet, startFleet } from '../../test/github/fleet.ts';
import { commitAll } from '../../test/github/repository/work-tree.ts';

/** Enough for a slow machine. */
const LIMIT_MS = 30 * 60_000;

type Print = (line: string) => void;

/**
 * A person's first deployment: commits the `cluster/` in that directory to a repository of a local GitHub, pushes it, and shows
 * the log of the workflow that this starts. Throws unless it succeeds. Ctrl-C cancels it, as GitHub's "Cancel" does.
 */
export async function deployByPush(cloud: LocalCloud, cluster: string, print: Print): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'flotilla-github-'));
  const fleet = await startFleet({ cloud, directory, log: (line) => print(shown(line)) });
  const interrupt = () => void fleet.github.close();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await cp(join(cluster, 'cluster'), join(fleet.clone, 'cluster'), { recursive: true });
    await pushAndWait(fleet, print);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await fleet.github.close();
    await rm(directory, { recursive: true });
  }
}

async function pushAndWait({ github, clone }: Fleet, print: Print): Promise<void> {
  await commitAll(clone, 'The cluster as it should be');
  print('$ git push origin main');
  await push(clone);
  const { conclusion, error } = await github.waitFor({ workflow: 'deploy.yml' }, LIMIT_MS);
  if (conclusion !== 'success') throw new Error(error ?? `The workflow "deploy" ended with ${conclusion}.`);
}

async function push(clone: string): Promise<void> {
  const words = ['-C', clone, 'push', 'origin', 'main'];
  const [code] = await once(spawn('git', words, { stdio: 'inherit' }), 'close');
  if (code !== 0) throw new Error('git push failed: the lines above say why.');
}

/** A line of a job's log without the runner's marks. */
const shown = (line: string): string =>
  line
    .replace(/^.*? \| /, '')
    .replace(/^##\[group\]Run (.*)$/, '\n▸ $1')
    .replace(/^##\[endgroup\]$/, '')
    .replace(/^##\[(error|warning|notice)\]/, '$1: ');
