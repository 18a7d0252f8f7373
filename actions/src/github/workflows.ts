import { ask, type GitHub } from './github.ts';

const permission = 'actions: write';

/** Starts a workflow. Why: a push with a job's own token triggers none. */
export async function startWorkflow(
  { octokit, owner, repo }: GitHub,
  workflow: string,
  ref: string,
): Promise<void> {
  const send = () => octokit.rest.actions.createWorkflowDispatch({ owner, repo, workflow_id: workflow, ref });
  await ask({ doing: `start workflow ${workflow}`, permission, send });
}

/**
 * Enables a workflow, given its file name. This restarts the 60 days without activity after which GitHub stops the schedules
 * of a public repository. A workflow that a person disabled stays disabled.
 */
export async function keepEnabled({ octokit, owner, repo }: GitHub, file: string): Promise<void> {
  const at = { owner, repo, workflow_id: file };
  const doing = `enable the workflow ${file}`;
  const { data } = await ask({ doing, permission, send: () => octokit.rest.actions.getWorkflow(at) });
  if (data.state === 'disabled_manually') return;
  await ask({ doing, permission, send: () => octokit.rest.actions.enableWorkflow(at) });
}
