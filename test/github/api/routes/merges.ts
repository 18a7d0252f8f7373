import { z } from 'zod';
import type { Caller } from '../../actors.ts';
import { pullMerged } from '../../happenings/pull.ts';
import { pushed } from '../../happenings/push.ts';
import type { Hub } from '../../hub.ts';
import type { PullRequest } from '../../issues.ts';
import { commit, mergedTree } from '../../repository/commits.ts';
import { linesOf } from '../../repository/git.ts';
import { GitHubError, parse } from '../errors.ts';
import type { AddRoute } from '../route.ts';
import { pullOf } from './pulls.ts';

const how = z.object({
  ...{
    commit_title: z.string().optional(),
    commit_message: z.string().optional(),
    sha: z.string().optional(),
  },
  merge_method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
});
type How = z.infer<typeof how>;

export function mergeRoutes(add: AddRoute, hub: Hub): void {
  add('PUT', '/pulls/:number/merge', ['contents:write'], async ({ params, body, caller }) => {
    const sha = await merge(hub, pullOf(hub, params.number), parse(how, body), caller);
    return { sha, merged: true, message: 'Pull Request successfully merged' };
  });
}

async function merge(hub: Hub, issue: PullRequest, given: How, caller: Caller): Promise<string> {
  const { head, base } = issue.pull;
  if (given.sha !== undefined && given.sha !== head.sha)
    throw new GitHubError(409, 'Head branch was modified. Review and try the merge again.');
  if (given.merge_method === 'rebase')
    throw new GitHubError(405, 'Rebase merges are not allowed on this repository.');
  const tree = issue.state === 'open' ? await mergedTree(hub.git, base.sha, head.sha) : undefined;
  if (!tree) throw new GitHubError(405, 'Pull Request is not mergeable');
  const parents = given.merge_method === 'squash' ? [base.sha] : [base.sha, head.sha];
  const message = messageOf(issue, given);
  const sha = await commit(hub.git, { tree, parents, message, author: caller.actor });
  const update = { ref: `refs/heads/${base.branch}`, before: base.sha, after: sha };
  await hub.git(['update-ref', update.ref, update.after, update.before]);
  const commits = linesOf(await hub.git(['rev-list', `${base.sha}..${sha}`]));
  await pullMerged(hub, issue, { sha, commits }, caller);
  await pushed(hub, hub.place.repository, update, caller);
  return sha;
}

function messageOf(
  { number, title, pull }: PullRequest,
  { merge_method, commit_title, commit_message }: How,
) {
  if (merge_method === 'squash')
    return `${commit_title ?? `${title} (#${number})`}\n\n${commit_message ?? ''}`;
  const from = `${pull.head.repository.split('/')[0]}/${pull.head.branch}`;
  return `${commit_title ?? `Merge pull request #${number} from ${from}`}\n\n${commit_message ?? title}`;
}
