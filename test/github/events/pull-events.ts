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
  /** For `edited`: the previous values. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

/** Starts the workflows that listen to a pull request. Actions of a job start none. */
export async function announce(
  hub: Hub,
  pull: PullRequest,
  activity: Activity,
  caller: Caller,
): Promise<void> {
  if (isJob(caller)) return;
  const common = commonPart(hub, pull, activity, caller.actor);
  // `pull_request` runs on the trial merge, so it does not run during a conflict. `pull_request_target` always runs.
  const sha = pull.pull.merged ? pull.pull.mergeSha : await tryMerge(hub, pull);
  if (sha) await startListening(hub, { ...common, ...onMerge(hub, pull, sha) });
  await startListening(hub, { ...common, ...(await onDefaultBranch(hub)) });
}

/** This event gives no secrets to a pull request from a fork. */
const onMerge = (hub: Hub, { number, pull }: PullRequest, sha: string) => ({
  ...{ name: 'pull_request' as const, sha, fromFork: pull.head.repository !== hub.place.repository },
  ref: pull.merged ? `refs/heads/${pull.base.branch}` : `refs/pull/${number}/merge`,
});

/** Since December 2025 this is the default branch, even for a pull request into another branch. */
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
