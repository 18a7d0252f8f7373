import { z } from 'zod';
import type { Caller } from '../../actors.ts';
import type { Hub } from '../../hub.ts';
import { shaOf } from '../../repository/git.ts';
import { start, workflowAt, workflowFiles } from '../../runner/start.ts';
import type { Run } from '../../runs.ts';
import { dispatchDefinitions, dispatchInputs } from '../../workflow/inputs.ts';
import { GitHubError, notFound, parse, unprocessable } from '../errors.ts';
import type { AddRoute } from '../route.ts';
import { actorView, repositoryView } from '../views/common.ts';

const dispatch = z.object({ ref: z.string(), inputs: z.record(z.string(), z.unknown()).default({}) });

export function actionRoutes(add: AddRoute, hub: Hub): void {
  add(
    'POST',
    '/actions/workflows/:file/dispatches',
    ['actions:write'],
    async ({ params, body, caller, reply }) => {
      await dispatchWorkflow(hub, params.file ?? '', parse(dispatch, body), caller);
      reply.code(204);
    },
  );
}

/** This also works with a job's token. It is the only action of a job that starts a workflow. */
async function dispatchWorkflow(
  hub: Hub,
  file: string,
  { ref, inputs }: z.infer<typeof dispatch>,
  { actor }: Caller,
): Promise<Run> {
  const branch = ref.replace(/^refs\/heads\//, '');
  const sha = await shaOf(hub.git, `refs/heads/${branch}`);
  if (!sha) throw unprocessable(`No ref found for: ${ref}`);
  if (!(await workflowFiles(hub.git, sha)).includes(file)) throw notFound();
  const workflow = await workflowAt(hub.git, sha, file);
  const declared = dispatchDefinitions(workflow.fields);
  if (!declared) throw unprocessable(`Workflow does not have 'workflow_dispatch' trigger`);
  if (hub.workflowStates.of(file) !== 'active')
    throw unprocessable(`Cannot trigger a 'workflow_dispatch' on a disabled workflow`);
  const typed = readInputs(declared, inputs);
  const texts = Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, String(value)]));
  const payload = {
    ...{ inputs: texts, ref: `refs/heads/${branch}`, workflow: workflow.path },
    ...{ repository: repositoryView(hub), sender: actorView(actor) },
  };
  const event = {
    name: 'workflow_dispatch',
    actor,
    ref: payload.ref,
    sha,
    branch,
    payload,
    inputs: typed,
  } as const;
  return start(hub, { ...event, changed: async () => [] }, file, workflow);
}

function readInputs(...args: Parameters<typeof dispatchInputs>) {
  try {
    return dispatchInputs(...args);
  } catch (error) {
    throw new GitHubError(422, (error as Error).message);
  }
}
