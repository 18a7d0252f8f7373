import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type LocalCloud, startCloud } from '../../cloud/cloud.ts';
import { type Fleet, startFleet } from '../../github/fleet.ts';
import { gitIn } from '../../github/repository/git.ts';
import { commitFiles } from '../../github/repository/work-tree.ts';
import type { Conclusion, Run } from '../../github/runs.ts';

/** An empty account, an empty repository, and the people who work with them. */
export interface World extends Fleet {
  readonly cloud: LocalCloud;
  /** Commits files (null deletes one) on GitHub's `main` and pushes them. */
  push(files: Readonly<Record<string, string | null>>, branch?: string): Promise<string>;
  /**
   * The completed run of a workflow that an action starts. @throws with its log when its conclusion is not as expected.
   */
  ran(workflow: string, act: () => Promise<unknown>, conclusion?: Conclusion): Promise<Run>;
  end(): Promise<void>;
}

/** Enough for slow machines. */
const RUN_MS = 300_000;

export async function openWorld(name: string): Promise<World> {
  const cloud = await startCloud({ name, attached: true });
  const directory = await mkdtemp(join(tmpdir(), 'flotilla-life-'));
  const fleet = await startFleet({ cloud, directory });
  const { github, clone } = fleet;
  return {
    ...{ ...fleet, cloud },
    push: async (files, branch = 'main') => {
      await followMain(clone, branch);
      return commitFiles(clone, files, { branch });
    },
    ran: async (workflow, act, conclusion = 'success') => {
      const after = github.runs().at(-1);
      await act();
      const run = await github.waitFor({ workflow, after }, RUN_MS);
      expect(run.conclusion, `${run.error ?? ''}${await github.log(run)}`).toBe(conclusion);
      return run;
    },
    end: async () => {
      await github.close();
      await cloud.stop();
      await rm(directory, { recursive: true });
    },
  };
}

/** Fetches what was merged on GitHub, and starts a new branch there. */
async function followMain(clone: string, branch: string): Promise<void> {
  const git = gitIn(clone);
  const known = await git(['ls-remote', '--heads', 'origin']);
  if (!known.includes('refs/heads/main')) return;
  await git(['fetch', '--quiet', 'origin']);
  if (branch === 'main' || !known.includes(`refs/heads/${branch}`))
    await git(['switch', '--quiet', '--force-create', branch, '--no-track', 'origin/main']);
}
