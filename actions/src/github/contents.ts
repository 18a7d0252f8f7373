import { Failure } from '../lib/failure.ts';
import { newestCommit } from './commits.ts';
import { ask, type GitHub, unlessMissing } from './github.ts';

/** A change to one file on a branch. */
interface FileChange {
  readonly branch: string;
  readonly path: string;
  /** Undefined if the file is new. */
  readonly before: string | undefined;
  readonly after: string;
  readonly message: string;
}

const WRITE = 'contents: write';

/**
 * Commits the change and returns the commit that contains it. A change that an earlier attempt committed counts as done.
 * Throws if the file on the branch is no longer `before`, so no other change is overwritten.
 */
export async function commitFile(github: GitHub, change: FileChange): Promise<string> {
  const { octokit, owner, repo } = github;
  const { branch, path, before, after, message } = change;
  const current = await readFile(github, branch, path);
  if (current?.text === after) return newestCommit(github, branch);
  if (current?.text !== before) {
    throw new Failure({
      what: `${path} on branch ${branch} changed since this run began`,
      remedy: 'Merge or delete that change, then run the workflow again.',
    });
  }
  const content = Buffer.from(after).toString('base64');
  const { data } = await ask({
    doing: `commit ${path} to ${branch}`,
    permission: WRITE,
    send: () =>
      octokit.rest.repos.createOrUpdateFileContents({
        ...{ owner, repo, branch, path, message, content },
        ...(current && { sha: current.sha }),
      }),
  });
  return data.commit.sha ?? newestCommit(github, branch);
}

/** Creates a branch at a commit. An existing branch stays as it is. */
export async function ensureBranch(github: GitHub, branch: string, sha: string): Promise<void> {
  const { octokit, owner, repo } = github;
  const send = () =>
    octokit.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha }).catch((error: unknown) => {
      // GitHub gives every invalid reference the same status, 422.
      if (error instanceof Error && /reference already exists/i.test(error.message)) return;
      throw error;
    });
  await ask({ doing: `create branch ${branch}`, permission: WRITE, send });
}

async function readFile(
  { octokit, owner, repo }: GitHub,
  ref: string,
  path: string,
): Promise<{ text: string; sha: string } | undefined> {
  const send = () => unlessMissing(octokit.rest.repos.getContent({ owner, repo, path, ref }));
  const answer = await ask({ doing: `read ${path} on ${ref}`, permission: 'contents: read', send });
  if (answer === undefined || Array.isArray(answer.data) || !('content' in answer.data)) return undefined;
  return { text: Buffer.from(answer.data.content, 'base64').toString('utf8'), sha: answer.data.sha };
}
