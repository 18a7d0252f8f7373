import { ask } from './ask.ts';
import type { GitHub } from './github.ts';

/** A change of one file on a branch. */
interface FileChange {
  readonly branch: string;
  readonly path: string;
  /** Undefined where the file is new. */
  readonly before: string | undefined;
  readonly after: string;
  readonly message: string;
}

const WRITE = 'contents: write';

/**
 * Commits the change; resolves to the commit that holds it. Done before is as good; and where the branch has moved on
 * from `before`, nothing of it is overwritten.
 */
export async function commitFile(github: GitHub, change: FileChange): Promise<string> {
  const { octokit, owner, repo } = github;
  const { branch, path, before, after, message } = change;
  const there = await readFile(github, branch, path);
  if (there?.text === after) return headOf(github, branch);
  if (there?.text !== before) {
    throw new Error(
      `${path} on branch ${branch} changed since this run began. Merge or delete that change, then run the workflow again.`,
    );
  }
  const content = Buffer.from(after).toString('base64');
  const { data } = await ask({
    doing: `commit ${path} to ${branch}`,
    permission: WRITE,
    send: () =>
      octokit.rest.repos.createOrUpdateFileContents({
        ...{ owner, repo, branch, path, message, content },
        ...(there && { sha: there.sha }),
      }),
  });
  return data.commit.sha ?? headOf(github, branch);
}

/** Makes a branch at a commit; one that is there already is left as it is. */
export async function ensureBranch(github: GitHub, branch: string, sha: string): Promise<void> {
  const { octokit, owner, repo } = github;
  const send = () => octokit.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha });
  await ask({
    doing: `make branch ${branch}`,
    permission: WRITE,
    send: () =>
      send().catch((error: unknown) => {
        if (error instanceof Error && /reference already exists/i.test(error.message)) return;
        throw error;
      }),
  });
}

async function headOf({ octokit, owner, repo }: GitHub, branch: string): Promise<string> {
  const send = () => octokit.rest.git.getRef({ owner, repo, ref: `heads/${branch}` });
  return (await ask({ doing: `read branch ${branch}`, permission: WRITE, send })).data.object.sha;
}

async function readFile(
  { octokit, owner, repo }: GitHub,
  ref: string,
  path: string,
): Promise<{ text: string; sha: string } | undefined> {
  const send = () =>
    octokit.rest.repos.getContent({ owner, repo, path, ref }).catch((error: unknown) => {
      if (error instanceof Error && 'status' in error && error.status === 404) return undefined;
      throw error;
    });
  const answer = await ask({ doing: `read ${path} on ${ref}`, permission: 'contents: read', send });
  if (answer === undefined || Array.isArray(answer.data) || !('content' in answer.data)) return undefined;
  return { text: Buffer.from(answer.data.content, 'base64').toString('utf8'), sha: answer.data.sha };
}
