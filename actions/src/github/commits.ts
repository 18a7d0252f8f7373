import { ask, type GitHub, unlessMissing } from './github.ts';

const READ = 'contents: read';

export async function defaultBranch({ octokit, owner, repo }: GitHub): Promise<string> {
  const send = () => octokit.rest.repos.get({ owner, repo });
  return (await ask({ doing: 'read the repository', permission: READ, send })).data.default_branch;
}

/** The newest commit of a branch. */
export async function newestCommit({ octokit, owner, repo }: GitHub, branch: string): Promise<string> {
  const send = () => octokit.rest.git.getRef({ owner, repo, ref: `heads/${branch}` });
  return (await ask({ doing: `read branch ${branch}`, permission: READ, send })).data.object.sha;
}

/** Whether a commit is part of a branch's history. False for a commit that GitHub does not know. */
export async function isOnBranch(
  { octokit, owner, repo }: GitHub,
  commit: string,
  branch: string,
): Promise<boolean> {
  const question = { owner, repo, basehead: `${branch}...${commit}`, per_page: 1 };
  const send = () => unlessMissing(octokit.rest.repos.compareCommitsWithBasehead(question));
  const answer = await ask({ doing: `compare ${commit.slice(0, 7)} with ${branch}`, permission: READ, send });
  return answer?.data.status === 'behind' || answer?.data.status === 'identical';
}

/** The commits in `head` that are not in `base`. Undefined if GitHub does not know one of the two, as after a force push. */
export async function commitsBetween(
  { octokit, owner, repo }: GitHub,
  base: string,
  head: string,
): Promise<readonly string[] | undefined> {
  const read = async (page: number) => {
    const question = { owner, repo, basehead: `${base}...${head}`, page, per_page: PAGE };
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead(question);
    return data.commits.map(({ sha }) => sha);
  };
  const doing = `compare ${base.slice(0, 7)} with ${head.slice(0, 7)}`;
  return ask({ doing, permission: READ, send: () => unlessMissing(allPages(read)) });
}

export interface MergedPullRequest {
  readonly number: number;
  readonly url: string;
  /** Its newest commit when it was merged. */
  readonly head: string;
}

/** How many pages of recently updated pull requests are searched. */
const MOST_PAGES = 5;

/**
 * The pull requests that were merged into a branch by one of these commits (merge commit, squash, rebase or queue). A pull request
 * that only contains such a commit does not count: commits pushed on top of it were never shown there.
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

/** Items in one of GitHub's answers. */
const PAGE = 100;

/** Reads page after page until one is not full. */
async function allPages<T>(
  read: (page: number) => Promise<readonly T[]>,
  most = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; page <= most; page += 1) {
    const items = await read(page);
    all.push(...items);
    if (items.length < PAGE) break;
  }
  return all;
}
