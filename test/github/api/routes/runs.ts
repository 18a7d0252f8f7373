import type { Hub } from '../../hub.ts';
import { startAgain } from '../../runner/start.ts';
import type { Attempt, Run } from '../../runs.ts';
import { forbidden, found } from '../errors.ts';
import { page } from '../paging.ts';
import type { AddRoute } from '../route.ts';
import { timestamp } from '../views/common.ts';
import type { Answer } from '../views/shape.ts';

export function runRoutes(add: AddRoute, hub: Hub): void {
  const runOf = (id: string | undefined): Run => found(hub.runs.list({ id: Number(id) })[0]);

  add('GET', '/actions/runs', ['actions:read'], (call) => {
    const runs = listed(hub.runs.list(), call.query);
    return {
      total_count: runs.length,
      workflow_runs: page(
        call,
        runs.map((run) => runView(hub, run)),
      ),
    };
  });
  add('GET', '/actions/runs/:id', ['actions:read'], ({ params }) => runView(hub, runOf(params.id)));
  add('GET', '/actions/runs/:id/attempts/:attempt', ['actions:read'], ({ params }) => {
    const run = runOf(params.id);
    return runView(hub, found([...run.attempts, run][Number(params.attempt) - 1]));
  });
  add('POST', '/actions/runs/:id/rerun', ['actions:write'], async ({ params, caller, reply }) => {
    const run = runOf(params.id);
    if (run.status !== 'completed') throw forbidden('This workflow is already running');
    await startAgain(hub, run, caller.actor.login);
    reply.code(201);
    return {};
  });
}

/** Newest first. */
function listed(runs: readonly Run[], query: Readonly<Record<string, string>>): readonly Run[] {
  const { head_sha, event, branch } = query;
  return runs
    .filter((run) => head_sha === undefined || run.headSha === head_sha)
    .filter((run) => event === undefined || run.event === event)
    .filter((run) => branch === undefined || run.branch === branch)
    .toReversed();
}

const runView = ({ place }: Hub, run: Attempt) =>
  ({
    ...{ id: run.id, run_number: run.number, run_attempt: run.attempt, name: run.name },
    ...{ display_title: run.name, event: run.event, status: run.status, conclusion: run.conclusion ?? null },
    ...{ head_branch: run.branch, head_sha: run.headSha, path: `.github/workflows/${run.workflow}` },
    created_at: timestamp(run.createdAt),
    html_url: `${place.serverUrl}/${place.repository}/actions/runs/${run.id}`,
  }) satisfies Answer<'actions', 'getWorkflowRun'>;
