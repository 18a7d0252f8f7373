import { setTimeout as pause } from 'node:timers/promises';
import { ask } from './ask.ts';
import type { GitHub } from './github.ts';

/** An open pull request, as GitHub would merge it now. */
export interface Pull {
  readonly number: number;
  readonly head: string;
  /** The branch that it goes to. */
  readonly baseRef: string;
  readonly isOpen: boolean;
  /** The commit that merging would make; undefined where it conflicts with its base. */
  readonly merge: string | undefined;
}

const POLL_MS = 2_000;

/** Waits until GitHub knows whether the pull request can be merged, which it finds out when it is asked. */
export async function readPull(github: GitHub, number: number, limitMs: number): Promise<Pull> {
  const giveUp = performance.now() + limitMs;
  for (;;) {
    const data = await read(github, number);
    const isOpen = data.state === 'open';
    const { head, base, mergeable, merge_commit_sha: merge } = data;
    const pull = { number, head: head.sha, baseRef: base.ref, isOpen };
    if (!isOpen || mergeable === false) return { ...pull, merge: undefined };
    if (mergeable && merge) return { ...pull, merge };
    if (performance.now() + POLL_MS > giveUp)
      throw new Error(
        `GitHub has not said within ${Math.round(limitMs / 1000)} s whether #${number} can be merged. Run this job again.`,
      );
    await pause(POLL_MS);
  }
}

/** The newest commit of a pull request, whatever it merges to. */
export const headOfPull = async (github: GitHub, number: number): Promise<string> =>
  (await read(github, number)).head.sha;

async function read({ octokit, owner, repo }: GitHub, number: number) {
  const send = () => octokit.rest.pulls.get({ owner, repo, pull_number: number });
  return (await ask({ doing: `read #${number}`, permission: 'pull-requests: read', send })).data;
}
