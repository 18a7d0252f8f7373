import { ask } from './ask.ts';
import type { GitHub } from './github.ts';
import { allPages, PAGE } from './pages.ts';

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

/** Whether a commit is part of a branch's history; a commit that GitHub does not know is not. */
export async function isOnBranch(github: GitHub, commit: string, branch: string): Promise<boolean> {
  const { octokit, owner, repo } = github;
  const send = () =>
    unlessUnknown(
      octokit.rest.repos.compareCommitsWithBasehead({
        ...{ owner, repo, basehead: `${branch}...${commit}`, per_page: 1 },
      }),
    );
  const answer = await ask({ doing: `compare ${commit.slice(0, 7)} with ${branch}`, permission: READ, send });
  return answer?.data.status === 'behind' || answer?.data.status === 'identical';
}

/** The commits that `head` has and `base` has not; undefined where GitHub does not know one of the two. */
export async function commitsBetween(
  { octokit, owner, repo }: GitHub,
  base: string,
  head: string,
): Promise<readonly string[] | undefined> {
  const read = async (page: number) => {
    const basehead = `${base}...${head}`;
    const question = { owner, repo, basehead, page, per_page: PAGE };
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead(question);
    return data.commits.map(({ sha }) => sha);
  };
  const doing = `compare ${base.slice(0, 7)} with ${head.slice(0, 7)}`;
  return ask({ doing, permission: READ, send: () => unlessUnknown(allPages(read)) });
}

/** GitHub answers 404 where it does not know a commit, as after a force push. */
async function unlessUnknown<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 404) return undefined;
    throw error;
  }
}
