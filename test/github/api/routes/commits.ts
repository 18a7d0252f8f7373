import type { Hub } from '../../hub.ts';
import type { PullRequest } from '../../issues.ts';
import { linesOf, shaOf } from '../../repository/git.ts';
import { found } from '../errors.ts';
import { page } from '../paging.ts';
import type { AddRoute } from '../route.ts';
import { commitView } from '../views/commit.ts';
import { pullInList } from '../views/pull.ts';

export function commitRoutes(add: AddRoute, hub: Hub): void {
  add('GET', '/commits/*', ['contents:read'], async ({ params }) =>
    commitView(hub, found(await shaOf(hub.git, params['*'] ?? ''))),
  );
  add('GET', '/commits/:sha/pulls', ['pull-requests:read'], async (call) => {
    const pulls = await pullsWith(hub, call.params.sha ?? '');
    return page(
      call,
      pulls.map((pull) => pullInList(hub, pull)),
    );
  });
}

/** Merged pull requests that brought a commit into any branch, and open ones that contain it. */
async function pullsWith(hub: Hub, sha: string): Promise<readonly PullRequest[]> {
  const found: PullRequest[] = [];
  for (const issue of hub.issues.pulls()) {
    const { merged, head, base } = issue.pull;
    const brought = merged?.commits.includes(sha) ?? false;
    const holds = brought || linesOf(await hub.git(['rev-list', head.sha, `^${base.sha}`])).includes(sha);
    if (holds && (merged !== undefined || issue.state === 'open')) found.push(issue);
  }
  return found;
}
