import type { Conclusion } from '../runs.ts';
import { resolve } from '../workflow/expressions.ts';
import type { Step } from '../workflow/parse.ts';
import type { StepSaid } from './files.ts';
import { type JobState, scopeOf, statusOf } from './job-state.ts';
import type { StepEnd } from './step-call.ts';

const SUMMARY_LIMIT = 1024 * 1024;

/** Stores what a step wrote for its job. */
export function keepSaid(state: JobState, { env, paths, summary }: StepSaid): void {
  state.env = { ...state.env, ...env };
  state.paths = [...[...paths].reverse(), ...state.paths];
  if (Buffer.byteLength(summary) <= SUMMARY_LIMIT) state.job.summary += state.masks.hide(summary);
  else
    state.job.annotations.push({
      level: 'error',
      message: `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.ceil(Buffer.byteLength(summary) / 1024)}k.`,
    });
}

/** Stores the result of a step. `continue-on-error` determines whether it fails the job. */
export function keepEnd(
  state: JobState,
  step: Step,
  end: StepEnd,
  said: StepSaid,
  env: Readonly<Record<string, string>>,
): Conclusion {
  const outputs = { ...said.outputs, ...end.outputs };
  if (end.failure === undefined || statusOf(state).cancelled) {
    const outcome = end.failure === undefined ? 'success' : 'cancelled';
    keepFact(state, step, { outputs, outcome });
    return outcome;
  }
  const forgiven = resolve(step.fields.get('continue-on-error'), scopeOf(state, env)) === true;
  keepFact(state, step, { outputs, outcome: 'failure' }, forgiven);
  return forgiven ? 'success' : 'failure';
}

export function keepFact(
  state: JobState,
  step: Step,
  { outputs, outcome }: { outputs: Readonly<Record<string, string>>; outcome: string },
  forgiven = false,
): void {
  state.steps[step.id] = { outputs, outcome, conclusion: forgiven ? 'success' : outcome };
  if (outcome === 'failure' && !forgiven) state.failed = true;
}

export function complain({ job, masks, log }: JobState, message: string): void {
  job.annotations.push({ level: 'error', message: masks.hide(message) });
  log(masks.hide(`##[error]${message}`));
}
