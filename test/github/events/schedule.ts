import { repositoryView } from '../api/views/common.ts';
import type { TriggerEvent } from '../event.ts';
import type { Hub } from '../hub.ts';
import { DEFAULT_BRANCH } from '../repository/bare.ts';
import { start, workflowAt, workflowFiles } from '../runner/start.ts';
import type { Run } from '../runs.ts';

/** @throws if the workflow is disabled or has no schedule. */
export async function startScheduled(hub: Hub, file: string): Promise<Run> {
  const state = hub.workflowStates.of(file);
  if (state !== 'active') throw new Error(`${file} is ${state}`);
  const ref = `refs/heads/${DEFAULT_BRANCH}`;
  const sha = await hub.git(['rev-parse', ref]);
  const workflow = await workflowAt(hub.git, sha, file);
  const [first] = workflow.events.schedule ?? [];
  if (!first) throw new Error(`${file} has no schedule`);
  const payload = { schedule: first.cron, repository: repositoryView(hub) };
  const event: TriggerEvent = {
    ...{ name: 'schedule', actor: hub.owner, ref, sha, branch: DEFAULT_BRANCH, payload },
    changed: async () => [],
  };
  return start(hub, event, file, workflow);
}

export async function passDays(hub: Hub, days: number): Promise<void> {
  const scheduled: string[] = [];
  for (const file of await workflowFiles(hub.git, DEFAULT_BRANCH)) {
    const { events } = await workflowAt(hub.git, DEFAULT_BRANCH, file);
    if (events.schedule) scheduled.push(file);
  }
  hub.workflowStates.pass(days, scheduled);
}
