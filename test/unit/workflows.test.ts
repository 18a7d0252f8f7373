import { readdirSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const stepSchema = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  id: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const workflowSchema = z.object({
  permissions: z.record(z.string(), z.string()),
  concurrency: z.object({
    group: z.string(),
    'cancel-in-progress': z.boolean(),
    queue: z.enum(['single', 'max']).default('single'),
  }),
  jobs: z.record(
    z.string(),
    z.object({
      if: z.string().optional(),
      environment: z.string().optional(),
      'timeout-minutes': z.number(),
      permissions: z.record(z.string(), z.string()).optional(),
      steps: z.array(stepSchema),
    }),
  ),
});
const inputsSchema = z.object({
  inputs: z.record(
    z.string(),
    z.object({ required: z.boolean().default(false), default: z.coerce.string().optional() }),
  ),
});

const FOLDER = '.github/workflows';
const text = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8');
const inputsOf = (action: string) =>
  Object.entries(inputsSchema.parse(load(readFileSync(`${action}/action.yml`, 'utf8'))).inputs);

/** Minutes that an action may take: the step's input or its default. An action without a limit takes seconds. */
const limitOf = ({ uses = '', with: inputs }: z.infer<typeof stepSchema>): number => {
  const { default: usual = '5' } = Object.fromEntries(inputsOf(uses))['time-limit-minutes'] ?? {};
  return Number(inputs['time-limit-minutes'] ?? usual);
};

/** Minutes for checkouts and summaries; if hosts are changed, also to restore what a step took away beyond its limit. */
const reserveOf = (name: string): number => (text(name).includes('secrets.CLUSTER_SECRET') ? 15 : 5);

describe.each(readdirSync(FOLDER))('%s', (name) => {
  const workflow = workflowSchema.parse(load(text(name)));
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it('pins other people’s actions to the commit of a named release', () => {
    for (const [line] of text(name).matchAll(/uses: .*/g))
      expect(line).toMatch(/^uses: (\.\/actions\/[a-z-]+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  });

  it('passes no expression to a shell, and keeps no token in the checkout', () => {
    for (const { run = '', uses = '', with: inputs } of steps) {
      expect(run).not.toContain('${{');
      if (uses.startsWith('actions/checkout@')) expect(inputs['persist-credentials']).toBe(false);
    }
  });

  it('passes each action only inputs that it has, and all that it requires', () => {
    for (const { uses = '', with: inputs } of steps.filter(({ uses }) => uses?.startsWith('./'))) {
      const known = inputsOf(uses);
      expect(known.map(([input]) => input)).toEqual(expect.arrayContaining(Object.keys(inputs)));
      const required = known.filter(([, input]) => input.required).map(([input]) => input);
      expect(Object.keys(inputs)).toEqual(expect.arrayContaining(required));
    }
  });

  it('gives a job time for the limits of all its actions and a reserve, so none is killed while it works', () => {
    for (const { 'timeout-minutes': limit, steps } of Object.values(workflow.jobs)) {
      const needed = steps.filter(({ uses }) => uses?.startsWith('./')).map(limitOf);
      expect(limit).toBeGreaterThanOrEqual(needed.reduce((sum, minutes) => sum + minutes, reserveOf(name)));
    }
  });

  it('limits a job’s rights: secrets come from an environment, and only the job grants writing', () => {
    expect(Object.values(workflow.permissions)).not.toContain('write');
    if (text(name).includes('secrets.'))
      for (const { environment } of Object.values(workflow.jobs))
        expect(environment).toMatch(/^(plan|production|certificates)$/);
  });

  it('does not run the project’s own tests in users’ repositories', () => {
    if (text(name).includes('./scripts/test'))
      for (const job of Object.values(workflow.jobs)) expect(job.if).toContain("vars.FLOTILLA_CI == 'true'");
  });

  it('is neither stopped halfway nor dropped while it waits, if it writes', () => {
    if (text(name).includes('secrets.CLUSTER_SECRET'))
      expect(workflow.concurrency).toEqual({ group: 'cluster', 'cancel-in-progress': false, queue: 'max' });
  });
});
