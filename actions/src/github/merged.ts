import { ask } from './ask.ts';
import type { GitHub } from './github.ts';

export interface MergedPullRequest {
  readonly number: number;
  readonly url: string;
}

/**
 * The pull request whose merge made this very commit, by merge, squash or rebase; undefined for a direct push. One
 * that merely holds the commit does not count: what was pushed on top of it was never shown there.
 */
export async function mergedPullRequest(
  { octokit, owner, repo }: GitHub,
  sha: string,
): Promise<MergedPullRequest | undefined> {
  const { data } = await ask({
    doing: `find the pull request of ${sha.slice(0, 7)}`,
    permission: 'pull-requests: read',
    send: () =>
      octokit.rest.repos.listPullRequestsAssociatedWithCommit({
        owner,
        repo,
        commit_sha: sha,
        per_page: 100,
      }),
  });
  const merged = data.find(({ merged_at, merge_commit_sha }) => merged_at && merge_commit_sha === sha);
  return merged && { number: merged.number, url: merged.html_url };
}
