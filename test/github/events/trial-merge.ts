import { ACTIONS_BOT } from '../actors.ts';
import type { Hub } from '../hub.ts';
import type { PullRequest } from '../issues.ts';
import { commit, mergedTree } from '../repository/commits.ts';

/** Updates `refs/pull/<number>/head`. The result of a merge is unknown from now on. */
export async function updateHeadRef(hub: Hub, { number, pull }: PullRequest): Promise<void> {
  const { head } = pull;
  const ref = `refs/pull/${number}/head`;
  pull.mergeable = null;
  if (head.repository === hub.place.repository) await hub.git(['update-ref', ref, head.sha]);
  else await hub.git(['fetch', '--quiet', `${hub.root}/${head.repository}.git`, `+${head.sha}:${ref}`]);
}

/**
 * Merges head into base as a trial and updates `refs/pull/<number>/merge`. If they conflict, the ref stays at the last
 * successful trial. Returns the merge commit; undefined if they conflict.
 */
export async function tryMerge(hub: Hub, { number, title, pull }: PullRequest): Promise<string | undefined> {
  const { head, base } = pull;
  const ref = `refs/pull/${number}/merge`;
  const tree = await mergedTree(hub.git, base.sha, head.sha);
  if (!tree) return undefined;
  const message = `Merge ${head.sha} into ${base.sha}\n\n${title}`;
  const sha = await commit(hub.git, { tree, parents: [base.sha, head.sha], message, author: ACTIONS_BOT });
  await hub.git(['update-ref', ref, sha]);
  return sha;
}

/** GitHub's background work after a request for a pull request with `mergeable` null. */
export async function learnMergeable(hub: Hub, issue: PullRequest): Promise<void> {
  const sha = await tryMerge(hub, issue);
  issue.pull.mergeable = sha !== undefined;
  issue.pull.mergeSha = sha ?? issue.pull.mergeSha;
}
