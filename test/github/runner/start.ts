import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TriggerEvent } from '../event.ts';
import { type Git, linesOf } from '../repository/git.ts';
import type { Run } from '../runs.ts';
import { resolveText } from '../workflow/expressions.ts';
import { readWorkflow, type Workflow } from '../workflow/parse.ts';
import { isTriggered } from '../workflow/triggers.ts';
import type { WorkflowStates } from '../workflow-states.ts';
import { earlyContexts, fieldText, githubContext } from './contexts.ts';
import { execute } from './run.ts';
import type { RunnerGiven } from './run-given.ts';

const FOLDER = '.github/workflows';

export interface Starter extends RunnerGiven {
  readonly git: Git;
  readonly workflowStates: WorkflowStates;
  /** The directory for the runs' folders, which are named by id. */
  readonly folder: string;
}

/** File names of the workflows in a commit. */
export async function workflowFiles(git: Git, sha: string): Promise<readonly string[]> {
  const listed = await git(['ls-tree', '--name-only', sha, `${FOLDER}/`]);
  return linesOf(listed)
    .map((path) => path.slice(FOLDER.length + 1))
    .filter((name) => /\.ya?ml$/.test(name));
}

/** @throws if the commit has no such workflow, or it is invalid. */
export const workflowAt = async (git: Git, sha: string, file: string): Promise<Workflow> =>
  readWorkflow(`${FOLDER}/${file}`, await git(['show', `${sha}:${FOLDER}/${file}`]));

/** Starts every workflow of the event's commit that listens to it. Resolves when their runs are listed. */
export async function startListening(starter: Starter, event: TriggerEvent): Promise<void> {
  const files = await workflowFiles(starter.git, event.sha);
  for (const file of files.filter((each) => starter.workflowStates.of(each) === 'active'))
    await startIfTriggered(starter, event, file);
}

async function startIfTriggered(starter: Starter, event: TriggerEvent, file: string): Promise<void> {
  const workflow = await workflowAt(starter.git, event.sha, file).catch((error: Error) => error);
  if (workflow instanceof Error) {
    const run = newRun(starter, event, file);
    run.error = workflow.message;
    starter.log(workflow.message);
    starter.runs.complete(run, 'startup_failure');
  } else if (await isTriggered(workflow.events, event)) start(starter, event, file, workflow);
}

/** Lists a run and starts it. */
export function start(starter: Starter, event: TriggerEvent, file: string, workflow: Workflow): Run {
  const run = newRun(starter, event, file);
  run.name = fieldText(workflow.fields, 'name') ?? workflow.path;
  launch(starter, run, workflow);
  return run;
}

/** Runs it again for `actor`, with the event, the commit and the workflow of the first attempt. */
export async function startAgain(starter: Starter, run: Run, actor: string): Promise<void> {
  const workflow = await workflowAt(starter.git, run.sha, run.workflow);
  starter.runs.again(run, join(starter.folder, `${run.id}-${run.attempt + 1}`), actor);
  launch(starter, run, workflow);
}

function launch(starter: Starter, run: Run, workflow: Workflow): void {
  const event = run.trigger;
  const github = githubContext(run, event, starter.place);
  void mkdir(run.folder, { recursive: true })
    .then(() => {
      run.name = runName(starter, workflow, github, event) || run.name;
      return execute({ ...starter, run, event, workflow, github });
    })
    .catch((error: Error) => {
      run.error = error.message;
      return 'startup_failure' as const;
    })
    .then((conclusion) => starter.runs.complete(run, conclusion));
}

function runName(
  starter: Starter,
  workflow: Workflow,
  github: Record<string, unknown>,
  event: TriggerEvent,
): string {
  const contexts = earlyContexts(github, event, starter.settings.variables(undefined));
  return resolveText(workflow.fields.get('run-name'), { contexts });
}

function newRun({ runs, folder }: Starter, event: TriggerEvent, file: string): Run {
  const { pull, sha, headSha = sha } = event;
  return runs.add((id, number) => ({
    ...{ id, number: number(file), workflow: file, name: file, event: event.name, actor: event.actor.login },
    ...{ attempt: 1, attempts: [], triggeringActor: event.actor.login, trigger: event },
    ...{ branch: event.headRef ?? event.branch, sha, headSha, createdAt: new Date(), status: 'queued' },
    ...{ jobs: [], folder: join(folder, String(id)), ...(pull ? { pull } : {}) },
  }));
}
