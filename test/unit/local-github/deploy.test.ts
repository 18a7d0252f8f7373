import { readFileSync } from 'node:fs';
import { dump, load } from 'js-yaml';
import { expect, it } from 'vitest';
import type { Run } from '../../github/runs.ts';
import { world } from './set-up.ts';

const { runOf } = await world();

interface Step {
  uses?: string;
  [field: string]: unknown;
}

/** The unchanged workflow deploy, with scripts instead of the actions that exit like them. */
function deployWith(ends: Record<string, string>): string {
  const workflow = load(readFileSync('.github/workflows/deploy.yml', 'utf8')) as {
    on: object;
    jobs: { deploy: { environment?: string; steps: Step[] } };
  };
  const { deploy } = workflow.jobs;
  delete deploy.environment;
  deploy.steps = deploy.steps.flatMap(({ uses = '', with: _, ...step }) => {
    const [, door] = /^\.\/actions\/(.*)/.exec(uses) ?? [];
    return door === undefined ? [] : [{ ...step, name: door, run: ends[door] ?? 'true' }];
  });
  return dump({ ...workflow, on: { push: null } });
}

const ended = (run: Run) =>
  Object.fromEntries(run.jobs[0]?.steps.map(({ name, conclusion }) => [name, conclusion]) ?? []);

const FINISHED = 'echo finished=true >> "$GITHUB_OUTPUT"';

it.each([
  ['one of several hosts was away', { apply: `${FINISHED}; exit 1` }, ['failure', 'success', 'success']],
  ['the plan was refused', { apply: 'exit 1' }, ['failure', 'skipped', 'skipped']],
  [
    'the plan was not carried out completely',
    { apply: `${FINISHED.replace('true', 'false')}; exit 1` },
    ['failure', 'skipped', 'skipped'],
  ],
  [
    'the content has mistakes',
    { apply: FINISHED, 'sync-content': 'exit 1' },
    ['success', 'failure', 'success'],
  ],
  ['everything succeeds', { apply: FINISHED }, ['success', 'success', 'success']],
])('when %s, every permitted step runs', async (_, ends, [apply, sync, renew]) => {
  const run = await runOf(deployWith(ends));
  expect(ended(run)).toEqual({ apply, 'sync-content': sync, 'renew-certificates': renew });
  expect(run.conclusion).toBe([apply, sync].includes('failure') ? 'failure' : 'success');
});
