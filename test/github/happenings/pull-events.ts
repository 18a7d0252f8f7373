import { type Actor, type Caller, isJob } from '../actors.ts';
import { actorView, repositoryView } from '../api/views/common.ts';
import { pullView } from '../api/views/pull.ts';
import type { TriggerEvent } from '../event.ts';
import type { Hub } from '../hub.ts';
import type { PullRequest } from '../issues.ts';
import { DEFAULT_BRANCH } from '../repository/bare.ts';
import { changedSinceFork } from '../repository/changes.ts';
import { startListening } from '../runner/start.ts';
import { tryMerge } from './trial-merge.ts';

interface Activity {
  /** `opened`, `synchronize`, … */
  readonly action: string;
  /** Of `edited`: what there was before. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

/** Starts the workflows that listen to a pull request. What a job did starts none. */
export async function announce(
  hub: Hub,
  pull: PullRequest,
  activity: Activity,
  caller: Caller,
): Promise<void> {
  if (isJob(caller)) return;
  const common = commonPart(hub, pull, activity, caller.actor);
  // `pull_request` runs on the merge, so not while there is a conflict; `pull_request_target` runs all the same.
  const sha = pull.pull.merged ? pull.pull.mergeSha : await tryMerge(hub, pull);
  if (sha) await startListening(hub, { ...common, ...onMerge(hub, pull, sha) });
  await startListening(hub, { ...common, ...(await onDefaultBranch(hub)) });
}

/** A pull request from a fork gets no secrets here. */
const onMerge = (hub: Hub, { number, pull }: PullRequest, sha: string) => ({
  ...{ name: 'pull_request' as const, sha, fromFork: pull.head.repository !== hub.place.repository },
  ref: pull.merged ? `refs/heads/${pull.base.branch}` : `refs/pull/${number}/merge`,
});

/** Since December 2025 the default branch, also for a pull request into another branch. */
async function onDefaultBranch(hub: Hub) {
  const ref = `refs/heads/${DEFAULT_BRANCH}`;
  return { name: 'pull_request_target' as const, ref, sha: await hub.git(['rev-parse', ref]) };
}

function commonPart(
  hub: Hub,
  pull: PullRequest,
  activity: Activity,
  actor: Actor,
): Omit<TriggerEvent, 'name' | 'ref' | 'sha'> {
  const { head, base } = pull.pull;
  return {
    ...{ actor, action: activity.action, branch: base.branch, pull: pull.number },
    ...{ headRef: head.branch, headSha: head.sha, baseRef: base.branch },
    changed: () => changedSinceFork(hub.git, base.sha, head.sha),
    payload: {
      ...{ ...activity, number: pull.number, pull_request: pullView(hub, pull) },
      ...{ repository: repositoryView(hub), sender: actorView(actor) },
    },
  };
}
