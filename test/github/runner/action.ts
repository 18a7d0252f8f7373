import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NoOperationTraceWriter } from '@actions/workflow-parser';
import {
  type ActionTemplate,
  convertActionTemplate,
  parseAction,
} from '@actions/workflow-parser/actions/index';
import { runOn } from '../machine/run.ts';
import { resolveText, resolveTexts } from '../workflow/expressions.ts';
import { workspaceOf } from './job-state.ts';
import { ACTIONS_NODE } from './node.ts';
import { withPaths } from './script.ts';
import { STAND_INS } from './stand-ins/index.ts';
import type { StepCall, StepEnd } from './step-call.ts';

/** `uses`: runs the repository's own action, or a stand-in for one of GitHub's actions. */
export async function runAction(call: StepCall): Promise<StepEnd> {
  const uses = resolveText(call.step.fields.get('uses'), call.scope);
  const inputs = resolveTexts(call.step.fields.get('with'), call.scope);
  if (uses.startsWith('./')) return runOwn(call, uses, inputs);
  const standIn = STAND_INS.get(uses);
  if (standIn) return standIn(call, inputs);
  throw new Error(
    `The local GitHub cannot run ${uses}: it stands in for ${[...STAND_INS.keys()].join(', ')}, pinned so, and runs ./actions/*`,
  );
}

async function runOwn(
  call: StepCall,
  uses: string,
  given: Readonly<Record<string, string>>,
): Promise<StepEnd> {
  const { state, signal, show } = call;
  const folder = join(workspaceOf(state), uses);
  const { inputs = [], runs } = await readManifest(folder, uses);
  if (runs.using !== 'node24' || runs.pre || runs.post)
    throw new Error(`${uses}: the local GitHub runs actions "using: node24" with nothing but main`);
  const unexpected = Object.keys(given).filter((name) => !inputs.some(({ id }) => id === name));
  if (unexpected.length > 0)
    show(
      `::warning::Unexpected input(s) '${unexpected.join("', '")}', valid inputs are [${inputs.map(({ id }) => `'${id}'`).join(', ')}]`,
    );
  const defaults = inputs.map(({ id, default: value }) => [id, resolveText(value, call.scope)]);
  const env = {
    ...withPaths(call.env, state),
    ...inputEnvironment({ ...Object.fromEntries(defaults), ...given }),
  };
  const command = [ACTIONS_NODE, join(folder, runs.main)];
  const code = await runOn(state.machine, command, { env, cwd: workspaceOf(state), signal, onLine: show });
  return code === 0 ? {} : { failure: '' };
}

async function readManifest(folder: string, uses: string): Promise<ActionTemplate> {
  const content = await readFile(join(folder, 'action.yml'), 'utf8').catch(() => {
    throw new Error(
      `Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '${folder}'. Did you forget to run actions/checkout before running your local action?`,
    );
  });
  const name = join(uses, 'action.yml');
  const { context, value } = parseAction({ name, content }, new NoOperationTraceWriter());
  const template = value && convertActionTemplate(context, value);
  const errors = context.errors.getErrors();
  if (!template || errors.length > 0) throw new Error(`${dirname(name)}: ${errors.map(String).join('; ')}`);
  return template;
}

/** The variables that getInput of @actions/core reads. */
const inputEnvironment = (inputs: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  );
