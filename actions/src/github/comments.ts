import { ask } from './ask.ts';
import type { GitHub } from './github.ts';

export interface Comment {
  readonly id: number;
  readonly body: string;
}

const READ = 'pull-requests: read';
const WRITE = 'pull-requests: write';

/**
 * The comments on a pull request that begin with one of the markers: the first marker's before the second's. Others may
 * write the same marker, so the author counts, though any workflow of the repository writes as the same author; and a busy
 * pull request has many pages of comments.
 */
export async function findComments(
  { octokit, owner, repo, author }: GitHub,
  number: number,
  markers: readonly string[],
): Promise<readonly Comment[]> {
  const parameters = { owner, repo, issue_number: number, per_page: 100 };
  const comments = await ask({
    doing: `list the comments of #${number}`,
    permission: READ,
    send: () => octokit.paginate(octokit.rest.issues.listComments, parameters),
  });
  const ours = comments.filter(({ user }) => user?.login === author);
  const found = markers.flatMap((marker) => ours.filter(({ body }) => body?.startsWith(marker)));
  return found.map(({ id, body = '' }) => ({ id, body }));
}

/** Writes over `existing`, or anew where there is none; also where a person has deleted it meanwhile. */
export async function writeComment(
  github: GitHub,
  number: number,
  body: string,
  existing: Comment | undefined,
): Promise<Comment> {
  if (existing?.body === body) return existing;
  if (existing && (await update(github, existing.id, body))) return { id: existing.id, body };
  const { octokit, owner, repo } = github;
  const { data } = await ask({
    doing: `comment on #${number}`,
    permission: WRITE,
    send: () => octokit.rest.issues.createComment({ owner, repo, issue_number: number, body }),
  });
  return { id: data.id, body };
}

const update = ({ octokit, owner, repo }: GitHub, id: number, body: string): Promise<boolean> =>
  ask({
    doing: `update comment ${id}`,
    permission: WRITE,
    send: async () => {
      try {
        await octokit.rest.issues.updateComment({ owner, repo, comment_id: id, body });
        return true;
      } catch (error) {
        if (error instanceof Error && 'status' in error && error.status === 404) return false;
        throw error;
      }
    },
  });
