import { ask, type GitHub, GitHubError } from './github.ts';

/** Identifies the one issue. */
interface IssueKey {
  /** First line of the body. */
  readonly marker: string;
  /** Narrows the search. GitHub creates a missing label. */
  readonly label: string;
  /** The action's input that turns the issue on, e.g. `drift-issue`. */
  readonly input?: string;
}

export interface StickyIssue extends IssueKey {
  readonly title: string;
  readonly body: string;
}

const permission = 'issues: write';

/** Opens the issue, or updates the one that is open. Returns its number. */
export async function openIssue(github: GitHub, issue: StickyIssue): Promise<number> {
  const { octokit, owner, repo } = github;
  const { label, title, body, input } = issue;
  const open = await findIssue(github, issue);
  if (open === undefined) {
    const send = () => octokit.rest.issues.create({ owner, repo, title, body, labels: [label] });
    return (await ask({ doing: 'open an issue', permission, input, send })).data.number;
  }
  if (open.body !== body || open.title !== title) {
    const send = () => octokit.rest.issues.update({ owner, repo, issue_number: open.number, title, body });
    await ask({ doing: `update issue #${open.number}`, permission, input, send });
  }
  return open.number;
}

/** Closes the issue with a last comment. Returns its number; undefined if none is open. */
export async function closeIssue(
  github: GitHub,
  issue: IssueKey,
  lastComment: string,
): Promise<number | undefined> {
  const { octokit, owner, repo } = github;
  const open = await findIssue(github, issue);
  if (open === undefined) return undefined;
  const at = { owner, repo, issue_number: open.number };
  const base = { doing: `close issue #${open.number}`, permission, input: issue.input };
  await ask({ ...base, send: () => octokit.rest.issues.createComment({ ...at, body: lastComment }) }).catch(
    exceptLocked,
  );
  await ask({
    ...base,
    send: () => octokit.rest.issues.update({ ...at, state: 'closed', state_reason: 'completed' }),
  });
  return open.number;
}

/** GitHub refuses comments on a locked conversation, but the issue can still be closed. */
function exceptLocked(error: unknown): void {
  if (!(error instanceof GitHubError && /is locked/i.test(error.answer))) throw error;
}

async function findIssue({ octokit, owner, repo, author }: GitHub, { marker, label, input }: IssueKey) {
  const parameters = { owner, repo, state: 'open', labels: label, per_page: 100 } as const;
  const issues = await ask({
    doing: 'list the open issues',
    permission,
    input,
    send: () => octokit.paginate(octokit.rest.issues.listForRepo, parameters),
  });
  // GitHub lists pull requests among the issues.
  return issues.find(
    ({ user, body, pull_request }) =>
      pull_request === undefined && user?.login === author && body?.startsWith(marker),
  );
}
