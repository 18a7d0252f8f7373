import { ACTIONS_BOT, type Actor, type Caller, isJob } from '../actors.ts';
import { actorView, repositoryView } from '../api/views/common.ts';
import { pullView } from '../api/views/pull.ts';
import type { TriggerEvent } from '../event.ts';
import type { Hub } from '../hub.ts';
import { type PullRequest, setState } from '../issues.ts';
import { NO_COMMIT } from '../repository/bare.ts';
import { changedSinceFork } from '../repository/changes.ts';
import { commit, isAncestor, mergedTree } from '../repository/commits.ts';
import { startListening } from '../runner/start.ts';

export async function pullOpened(hub: Hub, pull: PullRequest, caller: Caller): Promise<void> {
  await refresh(hub, pull);
  await announce(hub, pull, 'opened', caller);
}

/** Its branch got new commits, or was deleted, which closes it. */
export async function headMoved(
  hub: Hub,
  repository: string,
  branch: string,
  sha: string,
  caller: Caller,
): Promise<void> {
  for (const pull of openPulls(hub)) {
    const { head } = pull.pull;
    if (head.repository !== repository || head.branch !== branch) continue;
    if (sha === NO_COMMIT) {
      await closePull(hub, pull, caller);
      continue;
    }
    head.sha = sha;
    await refresh(hub, pull);
    await announce(hub, pull, 'synchronize', caller);
  }
}

/** What is contained in its base by now counts as merged. */
export async function baseMoved(hub: Hub, branch: string, sha: string, caller: Caller): Promise<void> {
  for (const pull of openPulls(hub).filter((each) => each.pull.base.branch === branch)) {
    if (sha === NO_COMMIT) await closePull(hub, pull, caller);
    else if (await isAncestor(hub.git, pull.pull.head.sha, sha)) await pullMerged(hub, pull, sha, caller);
    else await moveBase(hub, pull, sha);
  }
}

export async function closePull(hub: Hub, pull: PullRequest, caller: Caller): Promise<void> {
  setState(pull, 'closed', null);
  await announce(hub, pull, 'closed', caller);
}

export async function pullMerged(hub: Hub, pull: PullRequest, sha: string, caller: Caller): Promise<void> {
  Object.assign(pull.pull, { mergeSha: sha, merged: { at: new Date(), by: caller.actor } });
  await closePull(hub, pull, caller);
}

async function moveBase(hub: Hub, pull: PullRequest, sha: string): Promise<void> {
  pull.pull.base.sha = sha;
  await refresh(hub, pull);
}

const openPulls = (hub: Hub): readonly PullRequest[] =>
  hub.issues.pulls().filter(({ state }) => state === 'open');

/** `refs/pull/<number>/head`, and `…/merge`, a trial merge that workflows are run on. */
async function refresh(hub: Hub, { number, title, pull }: PullRequest): Promise<void> {
  const { head, base } = pull;
  const ref = `refs/pull/${number}`;
  if (head.repository === hub.place.repository) await hub.git(['update-ref', `${ref}/head`, head.sha]);
  else await hub.git(['fetch', '--quiet', `${hub.root}/${head.repository}.git`, `+${head.sha}:${ref}/head`]);
  const tree = await mergedTree(hub.git, base.sha, head.sha);
  const message = `Merge ${head.sha} into ${base.sha}\n\n${title}`;
  const author: Actor = ACTIONS_BOT;
  pull.mergeSha = tree && (await commit(hub.git, { tree, parents: [base.sha, head.sha], message, author }));
  if (pull.mergeSha) await hub.git(['update-ref', `${ref}/merge`, pull.mergeSha]);
}

/** Workflows see it, but not one that conflicts, nor what a job did. */
async function announce(hub: Hub, pull: PullRequest, action: string, caller: Caller): Promise<void> {
  if (isJob(caller) || !pull.pull.mergeSha) return;
  await startListening(hub, await pullEvent(hub, pull, pull.pull.mergeSha, { action, actor: caller.actor }));
}

async function pullEvent(
  hub: Hub,
  pull: PullRequest,
  sha: string,
  { action, actor }: { readonly action: string; readonly actor: Actor },
): Promise<TriggerEvent> {
  const { head, base, merged } = pull.pull;
  return {
    ...{ name: 'pull_request', actor, action, sha, branch: base.branch },
    ...{ ref: merged ? `refs/heads/${base.branch}` : `refs/pull/${pull.number}/merge` },
    ...{ headRef: head.branch, baseRef: base.branch, fromFork: head.repository !== hub.place.repository },
    changed: () => changedSinceFork(hub.git, base.sha, head.sha),
    payload: {
      ...{ action, number: pull.number, pull_request: pullView(hub, pull) },
      ...{ repository: repositoryView(hub), sender: actorView(actor) },
    },
  };
}
