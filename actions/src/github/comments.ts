import { ask, type GitHub, unlessMissing } from './github.ts';

export interface Comment {
  readonly id: number;
  readonly body: string;
}

const READ = 'pull-requests: read';
const WRITE = 'pull-requests: write';

/**
 * Returns our comments on a pull request that begin with one of the markers, in the order of the markers. Anyone can write
 * a marker, so the author must match too. Any workflow of the repository writes as that author.
 */
export async function findComments(
  { octokit, owner, repo, author }: GitHub,
  number: number,
  markers: readonly string[],
): Promise<readonly Comment[]> {
  const parameters = { owner, repo, issue_number: number, per_page: 100 };
  const comments = await ask({
    doing: `list the comments on #${number}`,
    permission: READ,
    send: () => octokit.paginate(octokit.rest.issues.listComments, parameters),
  });
  const ours = comments.filter(({ user }) => user?.login === author);
  const found = markers.flatMap((marker) => ours.filter(({ body }) => body?.startsWith(marker)));
  return found.map(({ id, body = '' }) => ({ id, body }));
}

/** Updates `existing`. Creates a comment if there is none, or if someone has deleted it in the meantime. */
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

const update = ({ octokit, owner, repo }: GitHub, id: number, body: string): Promise<object | undefined> =>
  ask({
    doing: `update comment ${id}`,
    permission: WRITE,
    send: () => unlessMissing(octokit.rest.issues.updateComment({ owner, repo, comment_id: id, body })),
  });
