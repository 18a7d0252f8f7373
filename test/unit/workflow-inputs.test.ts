import { readdirSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RUN_WORKFLOW_INPUTS, runWorkflow } from '../../actions/src/lib/run-workflow.ts';
import { confirmStep } from '../../actions/src/plan/consent/permission.ts';

const workflowSchema = z.object({
  name: z.string(),
  on: z.object({
    workflow_dispatch: z
      .object({ inputs: z.record(z.string(), z.object({ description: z.string() })).default({}) })
      .nullish(),
  }),
});
const FOLDER = '.github/workflows';
const parsed = (file: string) => workflowSchema.parse(load(readFileSync(`${FOLDER}/${file}`, 'utf8')));

describe.each(Object.entries(RUN_WORKFLOW_INPUTS))('the workflow %s in remedies', (workflow, named) => {
  const { name, on } = parsed(`${workflow}.yml`);
  const inputs = on.workflow_dispatch?.inputs ?? {};

  it('has that name, and every input that a remedy names', () => {
    expect(name).toBe(workflow);
    expect(on).toHaveProperty('workflow_dispatch');
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining([...named]));
  });

  it('shows the name of each input: GitHub’s form has the description and not the name', () => {
    for (const [input, { description }] of Object.entries(inputs))
      expect(description).toMatch(new RegExp(`^${input}: `));
  });
});

it('says where to click and what to enter', () => {
  expect(runWorkflow('deploy')).toBe('open Actions > deploy > Run workflow');
  expect(runWorkflow('rollback', { database: 'd' })).toBe(
    'open Actions > rollback > Run workflow and enter d under "database"',
  );
  expect(confirmStep({ fingerprint: 'f', cloud: [{ adopts: true }] as never })).toBe(
    'open Actions > deploy > Run workflow, tick "adopt", and enter f under "confirm"',
  );
});

const sources = readdirSync('actions/src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => [file, readFileSync(`actions/src/${file}`, 'utf8')] as const);

it('messages name inputs of workflows only by the functions for it', () => {
  const names = Object.values(RUN_WORKFLOW_INPUTS).flat().join('|');
  const offered = new RegExp(
    `\\b(with|set|and) \`?(${names})\`?( = |: |[.,;]? ?['\`"])|\\b(${names}) = (true|\\$)`,
  );
  const loose = sources.flatMap(([file, text]) =>
    text
      .split('\n')
      .filter((line) => /['`]/.test(line) && !/^\s*(\/?\*|\/\/|import)/.test(line) && offered.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(loose).toEqual([]);
});
