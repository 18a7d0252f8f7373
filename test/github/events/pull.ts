import type { Caller } from '../actors.ts';
import type { Hub } from '../hub.ts';
import { type Pull, type PullEnd, type PullRequest, setState } from '../issues.ts';
import { NO_COMMIT, type RefUpdate } from '../repository/bare.ts';
import { isAncestor } from '../repository/commits.ts';
import { linesOf, shaOf } from '../repository/git.ts';
import { announce } from './pull-events.ts';
import { updateHeadRef } from './trial-merge.ts';

export async function pullOpened(hub: Hub, pull: PullRequest, caller: Caller): Promise<void> {
  await updateHeadRef(hub, pull);
  await announce(hub, pull, { action: 'opened' }, caller);
}

export async function pullReopened(hub: Hub, pull: PullRequest, caller: Caller): Promise<void> {
  setState(pull, 'open', null);
  const { head } = pull.pull;
  const git = hub.repositories.get(head.repository) ?? hub.git;
  head.sha = (await shaOf(git, `refs/heads/${head.branch}`)) ?? head.sha;
  await updateHeadRef(hub, pull);
  await announce(hub, pull, { action: 'reopened' }, caller);
}

interface Edit {
  readonly title?: string;
  readonly body?: string | null;
  readonly base?: PullEnd;
}

/** A new title, text or base. */
export async function editPull(hub: Hub, pull: PullRequest, edit: Edit, caller: Caller): Promise<void> {
  const { title = pull.title, body = pull.body, base = pull.pull.base } = edit;
  const changes = {
    ...(title === pull.title ? {} : { title: { from: pull.title } }),
    ...(body === pull.body ? {} : { body: { from: pull.body } }),
    ...(base.branch === pull.pull.base.branch ? {} : { base: fromOf(pull.pull.base) }),
  };
  if (Object.keys(changes).length === 0) return;
  Object.assign(pull, { title, body, updatedAt: new Date() });
  Object.assign(pull.pull, { base, mergeable: null });
  await announce(hub, pull, { action: 'edited', changes }, caller);
}

const fromOf = ({ branch, sha }: PullEnd) => ({ ref: { from: branch }, sha: { from: sha } });

/** The branch got new commits, or was deleted, which closes the pull request. */
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
    pull.updatedAt = new Date();
    await updateHeadRef(hub, pull);
    await announce(hub, pull, { action: 'synchronize' }, caller);
  }
}

/** A pull request counts as merged when its base contains its commits. */
export async function baseMoved(hub: Hub, branch: string, update: RefUpdate, caller: Caller): Promise<void> {
  for (const pull of openPulls(hub).filter((each) => each.pull.base.branch === branch)) {
    if (update.after === NO_COMMIT) await closePull(hub, pull, caller);
    else if (await isAncestor(hub.git, pull.pull.head.sha, update.after))
      await pullMerged(hub, pull, await broughtBy(hub, update, pull.pull), caller);
    else moveBase(pull, update.after);
  }
}

/** The commit that brought a head into the base: its merge commit, or the head itself after a fast-forward. */
async function broughtBy(hub: Hub, { before, after }: RefUpdate, { head, base }: Pull): Promise<Merge> {
  const range = before === NO_COMMIT ? after : `${before}..${after}`;
  const own = linesOf(await hub.git(['rev-list', '--first-parent', '--reverse', range]));
  const commits = linesOf(await hub.git(['rev-list', head.sha, `^${base.sha}`]));
  for (const sha of own)
    if (await isAncestor(hub.git, head.sha, sha)) return { sha, commits: [...commits, sha] };
  return { sha: after, commits };
}

interface Merge {
  /** The new `merge_commit_sha`. */
  readonly sha: string;
  readonly commits: readonly string[];
}

export async function closePull(hub: Hub, pull: PullRequest, caller: Caller): Promise<void> {
  setState(pull, 'closed', null);
  await announce(hub, pull, { action: 'closed' }, caller);
}

export async function pullMerged(
  hub: Hub,
  pull: PullRequest,
  { sha, commits }: Merge,
  caller: Caller,
): Promise<void> {
  Object.assign(pull.pull, { mergeSha: sha, merged: { at: new Date(), by: caller.actor, commits } });
  await closePull(hub, pull, caller);
}

function moveBase({ pull }: PullRequest, sha: string): void {
  pull.base.sha = sha;
  pull.mergeable = null;
}

const openPulls = (hub: Hub): readonly PullRequest[] =>
  hub.issues.pulls().filter(({ state }) => state === 'open');
