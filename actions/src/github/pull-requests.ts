import { ask } from './ask.ts';
import type { GitHub } from './github.ts';

interface Proposal {
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

interface OpenPullRequest {
  readonly number: number;
  readonly url: string;
  readonly base: string;
  readonly head: string;
}

const WRITE = 'pull-requests: write';

/** Opens a pull request of the branch, or finds the one that is open. */
export async function openPullRequest(github: GitHub, proposal: Proposal): Promise<OpenPullRequest> {
  const { octokit, owner, repo } = github;
  const { branch, base, title, body } = proposal;
  const list = () =>
    octokit.rest.pulls.list({ owner, repo, state: 'open', base, head: `${owner}:${branch}` });
  const create = () => octokit.rest.pulls.create({ owner, repo, base, head: branch, title, body });
  const [open] = (await ask({ doing: 'list the pull requests', permission: WRITE, send: list })).data;
  const pull = open ?? (await ask({ doing: 'open a pull request', permission: WRITE, send: create })).data;
  return { number: pull.number, url: pull.html_url, base: pull.base.sha, head: pull.head.sha };
}

/** Starts a workflow: what a job's own token pushes starts none by itself. */
export async function startWorkflow(github: GitHub, workflow: string, ref: string): Promise<void> {
  const { octokit, owner, repo } = github;
  const send = () => octokit.rest.actions.createWorkflowDispatch({ owner, repo, workflow_id: workflow, ref });
  await ask({ doing: `start workflow ${workflow}`, permission: 'actions: write', send });
}
