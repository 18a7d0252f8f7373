import { ask } from './ask.ts';
import type { GitHub } from './github.ts';

export interface StickyIssue {
  /** First line of the body, by which the issue is found again. */
  readonly marker: string;
  /** Narrows the search; GitHub makes it where it is missing. */
  readonly label: string;
  readonly title: string;
  readonly body: string;
}

const WRITE = 'issues: write';

/** Opens the one issue, or updates the one that is open. Resolves to its number. */
export async function openIssue(github: GitHub, issue: StickyIssue): Promise<number> {
  const { octokit, owner, repo } = github;
  const { label, title, body } = issue;
  const open = await findIssue(github, issue);
  if (open === undefined) {
    const send = () => octokit.rest.issues.create({ owner, repo, title, body, labels: [label] });
    return (await ask({ doing: 'open an issue', permission: WRITE, send })).data.number;
  }
  if (open.body !== body || open.title !== title) {
    const send = () => octokit.rest.issues.update({ owner, repo, issue_number: open.number, title, body });
    await ask({ doing: `update issue #${open.number}`, permission: WRITE, send });
  }
  return open.number;
}

/** Closes the issue with a last word. Resolves to its number; undefined where none is open. */
export async function closeIssue(
  github: GitHub,
  issue: Pick<StickyIssue, 'marker' | 'label'>,
  farewell: string,
): Promise<number | undefined> {
  const { octokit, owner, repo } = github;
  const open = await findIssue(github, issue);
  if (open === undefined) return undefined;
  const at = { owner, repo, issue_number: open.number };
  await ask({
    doing: `close issue #${open.number}`,
    permission: WRITE,
    send: async () => {
      await octokit.rest.issues.createComment({ ...at, body: farewell });
      await octokit.rest.issues.update({ ...at, state: 'closed', state_reason: 'completed' });
    },
  });
  return open.number;
}

async function findIssue(
  { octokit, owner, repo, author }: GitHub,
  { marker, label }: Pick<StickyIssue, 'marker' | 'label'>,
) {
  const parameters = { owner, repo, state: 'open', labels: label, per_page: 100 } as const;
  const issues = await ask({
    doing: 'list the open issues',
    permission: WRITE,
    send: () => octokit.paginate(octokit.rest.issues.listForRepo, parameters),
  });
  // GitHub lists pull requests among the issues.
  return issues.find(
    ({ user, body, pull_request }) =>
      pull_request === undefined && user?.login === author && body?.startsWith(marker),
  );
}
