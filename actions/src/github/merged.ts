import { ask } from './ask.ts';
import type { GitHub } from './github.ts';
import { allPages, PAGE } from './pages.ts';

export interface MergedPullRequest {
  readonly number: number;
  readonly url: string;
  /** Its last commit when it was merged. */
  readonly head: string;
}

/** The most recently updated ones are looked through, this many pages of a hundred each. */
const MOST_PAGES = 5;

/**
 * The pull requests into a branch whose merge (by merge, squash, rebase or queue) is one of these commits. One that merely
 * holds such a commit does not count: what was pushed on top of it was never shown there.
 */
export async function mergedPullRequests(
  { octokit, owner, repo }: GitHub,
  base: string,
  commits: readonly string[],
): Promise<readonly MergedPullRequest[]> {
  if (commits.length === 0) return [];
  const known = new Set(commits);
  const read = async (page: number) => {
    const order = { sort: 'updated', direction: 'desc', per_page: PAGE, page } as const;
    return (await octokit.rest.pulls.list({ owner, repo, base, state: 'closed', ...order })).data;
  };
  const all = await ask({
    doing: `list the pull requests merged into ${base}`,
    permission: 'pull-requests: read',
    send: () => allPages(read, MOST_PAGES),
  });
  return all
    .filter((pull) => pull.merged_at && pull.base.ref === base && known.has(pull.merge_commit_sha ?? ''))
    .map((pull) => ({ number: pull.number, url: pull.html_url, head: pull.head.sha }));
}
