import { ACTIONS_BOT } from '../actors.ts';
import type { JobRun } from '../runs.ts';
import { resolve, resolveTexts } from '../workflow/expressions.ts';
import type { Job } from '../workflow/parse.ts';
import { permissionsOf, readOnly } from '../workflow/permissions.ts';
import { fieldText } from './contexts.ts';
import { type JobState, scopeOf, statusOf } from './job-state.ts';
import { type JobGiven, openJob } from './open-job.ts';
import { runStep } from './step.ts';

const DEFAULT_MINUTES = 360;

/** Runs the steps of a job and stores the result in `jobRun`. */
export async function runJob(given: JobGiven): Promise<void> {
  const token = issueToken(given);
  const minutes = Number(
    resolve(given.job.fields.get('timeout-minutes'), { contexts: {} }) ?? DEFAULT_MINUTES,
  );
  const timeUp = AbortSignal.timeout(minutes * 60_000);
  const { state, close } = await openJob(given, token, AbortSignal.any([given.signal, timeUp]));
  try {
    for (const [index, step] of given.job.steps.entries()) await runStep(state, step, index + 1);
    keepOutputs(given, state);
  } finally {
    given.tokens.revoke(token);
    if (timeUp.aborted) complainOfTime(given.jobRun, minutes);
    await close();
  }
  given.jobRun.conclusion = statusOf(state).cancelled ? 'cancelled' : state.failed ? 'failure' : 'success';
}

function issueToken({ job, workflow, event, tokens, features }: JobGiven): string {
  const declared = job.fields.get('permissions') ?? workflow.fields.get('permissions');
  const permissions = permissionsOf(resolve(declared, { contexts: {} }));
  const mayOnlyRead = event.fromFork || features.jobTokens === 'read';
  return tokens.issue({
    ...{ actor: ACTIONS_BOT, permissions: mayOnlyRead ? readOnly(permissions) : permissions },
  });
}

/** An output that contains a secret is not passed on. */
function keepOutputs({ job, jobRun }: JobGiven, state: JobState): void {
  const outputs = Object.entries(resolveTexts(job.fields.get('outputs'), scopeOf(state)));
  for (const [name, value] of outputs) {
    if (!state.masks.touches(value)) jobRun.outputs[name] = value;
    else
      jobRun.annotations.push({
        level: 'warning',
        message: `Skip output '${name}' since it may contain secret.`,
      });
  }
}

function complainOfTime(job: JobRun, minutes: number): void {
  const message = `The job has exceeded the maximum execution time of ${minutes} minutes.`;
  job.annotations.push({ level: 'error', message });
}

export const jobName = ({ id, fields }: Job): string => fieldText(fields, 'name') ?? id;
