import { join } from 'node:path';
import type { Conclusion } from '../runs.ts';
import { isTrue, resolve, resolveText, resolveTexts } from '../workflow/expressions.ts';
import type { Step } from '../workflow/parse.ts';
import { runAction } from './action.ts';
import { OutputReader } from './commands.ts';
import { openStepFiles } from './files.ts';
import { type JobState, scopeOf, temporaryOf } from './job-state.ts';
import { runScript } from './script.ts';
import type { StepCall } from './step-call.ts';
import { complain, keepEnd, keepFact, keepSaid } from './step-outcome.ts';

/** Runs one step if its condition holds, and stores the result in the job's state. */
export async function runStep(state: JobState, step: Step, index: number): Promise<void> {
  const name = nameOf(state, step);
  let conclusion: Conclusion = 'skipped';
  try {
    const env = resolveTexts(step.fields.get('env'), scopeOf(state));
    if (isTrue(step.condition, scopeOf(state, env)))
      conclusion = await carryOut(state, step, { name, env, index });
    else keepFact(state, step, { outputs: {}, outcome: 'skipped' });
  } catch (error) {
    conclusion = 'failure';
    complain(state, (error as Error).message);
    keepFact(state, step, { outputs: {}, outcome: 'failure' });
  }
  state.job.steps.push({ name, conclusion });
}

interface Turn {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly index: number;
}

async function carryOut(state: JobState, step: Step, { name, env, index }: Turn): Promise<Conclusion> {
  const minutes = Number(resolve(step.fields.get('timeout-minutes'), scopeOf(state, env)) ?? 0);
  // Before anything else: from here on, a cancellation applies to this step.
  const { signal, timeUp } = limit(state, minutes);
  state.log(state.masks.hide(`##[group]${name}`));
  state.log('##[endgroup]');
  const files = await openStepFiles(join(temporaryOf(state), `step-${index}`));
  const reader = new OutputReader(state.masks, state.job.annotations);
  const call: StepCall = {
    ...{ state, step, signal, env: { ...state.environment, ...state.env, ...env, ...files.environment } },
    scope: scopeOf(state, env),
    show: (line) => {
      const shown = reader.read(line);
      if (shown !== undefined) state.log(shown);
    },
  };
  const end = await (step.fields.has('run') ? runScript(call) : runAction(call));
  const reasonOf = (said: string): string => {
    if (timeUp?.aborted) return `The action '${name}' has timed out after ${minutes} minutes.`;
    return signal.aborted ? 'The operation was canceled.' : said;
  };
  const said = await files.read();
  keepSaid(state, said);
  const failure = end.failure === undefined ? undefined : reasonOf(end.failure);
  if (failure) complain(state, failure);
  return keepEnd(state, step, { ...end, ...(failure === undefined ? {} : { failure }) }, said, env);
}

/** A step that still runs after a cancellation, by `always()` or `cancelled()`, is not cancelled again. */
function limit({ cancel }: JobState, minutes: number) {
  const timeUp = minutes > 0 ? AbortSignal.timeout(minutes * 60_000) : undefined;
  const signals = [...(cancel.aborted ? [] : [cancel]), ...(timeUp ? [timeUp] : [])];
  return { signal: AbortSignal.any(signals), timeUp };
}

function nameOf(state: JobState, { fields }: Step): string {
  const written = fields.get('name') ?? fields.get('run') ?? fields.get('uses');
  const text = resolveText(written, scopeOf(state)).split('\n', 1)[0] ?? '';
  return fields.has('name') ? text : `Run ${text}`;
}
