import { ask } from './ask.ts';
import type { GitHub } from './github.ts';

const permission = 'actions: write';

/**
 * Enables a workflow by its file name, which restarts the 60 quiet days after which GitHub stops the schedules of a
 * public repository. A workflow that a person disabled stays so.
 */
export async function keepEnabled({ octokit, owner, repo }: GitHub, file: string): Promise<void> {
  const at = { owner, repo, workflow_id: file };
  const doing = `enable the workflow ${file}`;
  const { data } = await ask({ doing, permission, send: () => octokit.rest.actions.getWorkflow(at) });
  if (data.state === 'disabled_manually') return;
  await ask({ doing, permission, send: () => octokit.rest.actions.enableWorkflow(at) });
}
