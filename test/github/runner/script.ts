import { writeFile } from 'node:fs/promises';
import { join, resolve as resolvePath } from 'node:path';
import { runOn } from '../machine/run.ts';
import { resolveText } from '../workflow/expressions.ts';
import { fieldsOf } from '../workflow/parse.ts';
import { type JobState, temporaryOf, workspaceOf } from './job-state.ts';
import type { StepCall, StepEnd } from './step-call.ts';

/** The shells of GitHub's documentation. The first is the default. */
const SHELLS: Readonly<Record<string, readonly string[]>> = {
  '': ['bash', '-e'],
  bash: ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail'],
  sh: ['sh', '-e'],
  python: ['python3'],
};

export async function runScript(call: StepCall): Promise<StepEnd> {
  const { state, step, scope, signal, show } = call;
  const shell = SHELLS[settingOf(call, 'shell')];
  if (!shell) throw new Error(`The local GitHub has no shell "${settingOf(call, 'shell')}"`);
  const script = join(temporaryOf(state), `${step.id}-${state.job.steps.length}.sh`);
  await writeFile(script, resolveText(step.fields.get('run'), scope));
  const cwd = resolvePath(workspaceOf(state), settingOf(call, 'working-directory') || '.');
  const env = withPaths(call.env, state);
  const code = await runOn(state.machine, [...shell, script], { env, cwd, signal, onLine: show });
  return code === 0 ? {} : { failure: `Process completed with exit code ${code}.` };
}

/** From the step, or the job's `defaults`, or the workflow's. */
function settingOf({ state, step, scope }: StepCall, key: string): string {
  const all = [step.fields, ...state.defaults.map((defaults) => fieldsOf(defaults.get('run')))];
  return resolveText(all.find((fields) => fields.has(key))?.get(key), scope);
}

export function withPaths(
  env: Readonly<Record<string, string>>,
  { paths }: JobState,
): Record<string, string> {
  return { ...env, PATH: [...paths, env.PATH].filter(Boolean).join(':') };
}
