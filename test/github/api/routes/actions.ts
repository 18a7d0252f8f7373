import { z } from 'zod';
import type { Caller } from '../../actors.ts';
import type { Hub } from '../../hub.ts';
import { shaOf } from '../../repository/git.ts';
import { start, workflowAt, workflowFiles } from '../../runner/start.ts';
import type { Run } from '../../runs.ts';
import { dispatchDefinitions, dispatchInputs } from '../../workflow/inputs.ts';
import { GitHubError, notFound, parse, unprocessable } from '../errors.ts';
import { page } from '../paging.ts';
import type { AddRoute } from '../route.ts';
import { actorView, repositoryView, timestamp } from '../views/common.ts';
import type { Answer } from '../views/shape.ts';

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
  add('GET', '/actions/runs', ['actions:read'], (call) => {
    const runs = hub.runs.list().toReversed();
    return {
      total_count: runs.length,
      workflow_runs: page(
        call,
        runs.map((run) => runView(hub, run)),
      ),
    };
  });
}

/** Started by a job's token too: of what that does, this is the one that starts a workflow. */
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

const runView = ({ place }: Hub, run: Run) =>
  ({
    ...{ id: run.id, run_number: run.number, run_attempt: 1, name: run.name, display_title: run.name },
    ...{ event: run.event, status: run.status, conclusion: run.conclusion ?? null, head_branch: run.branch },
    ...{
      head_sha: run.headSha,
      path: `.github/workflows/${run.workflow}`,
      created_at: timestamp(run.createdAt),
    },
    html_url: `${place.serverUrl}/${place.repository}/actions/runs/${run.id}`,
  }) satisfies Answer<'actions', 'getWorkflowRun'>;
