import { z } from 'zod';
import type { Caller } from '../../actors.ts';
import { mergePull } from '../../events/merge.ts';
import type { Hub } from '../../hub.ts';
import type { PullRequest } from '../../issues.ts';
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
  if (given.sha !== undefined && given.sha !== issue.pull.head.sha)
    throw new GitHubError(409, 'Head branch was modified. Review and try the merge again.');
  const wording = { title: given.commit_title, message: given.commit_message };
  const sha =
    issue.state === 'open'
      ? await mergePull(hub, issue, caller, { method: given.merge_method, ...wording })
      : undefined;
  if (!sha) throw new GitHubError(405, 'Pull Request is not mergeable');
  return sha;
}
