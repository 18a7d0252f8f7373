import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENTS } from '../../github/fleet.ts';
import { STAND_INS } from '../../github/runner/stand-ins/index.ts';
import { readWorkflow } from '../../github/workflow/parse.ts';

const FOLDER = join(import.meta.dirname, '../../../.github/workflows');
/** `ci.yml` runs these tests, so they never run it. */
const RUN_HERE = readdirSync(FOLDER).filter((file) => file !== 'ci.yml');

const read = (file: string) =>
  readWorkflow(`.github/workflows/${file}`, readFileSync(join(FOLDER, file), 'utf8'));

/** The triggers that run on the default branch. The environments' branch policies refuse all others. */
const ON_DEFAULT_BRANCH = ['pull_request_target', 'schedule', 'workflow_dispatch'];

describe("the project's own workflow", () => {
  it.each(RUN_HERE)('%s can run on the local GitHub', async (file) => {
    const { jobs } = await read(file);
    const uses = jobs.flatMap(({ steps }) => steps.map(({ fields }) => fields.get('uses')?.toString() ?? ''));
    const foreign = uses.filter((each) => each !== '' && !each.startsWith('./actions/'));
    expect(foreign.filter((each) => !STAND_INS.has(each))).toEqual([]);
    expect(jobs.length).toBeGreaterThan(0);
  });

  it.each(RUN_HERE)('%s uses an environment only on the default branch', async (file) => {
    const { jobs, events } = await read(file);
    const environments = jobs.flatMap(({ fields }) => fields.get('environment')?.toString() ?? []);
    const { push, ...others } = events;
    const refused = Object.keys(others).filter((event) => !ON_DEFAULT_BRANCH.includes(event));
    expect(environments.length > 0 ? refused : []).toEqual([]);
    if (environments.length > 0 && push) expect(push).toMatchObject({ branches: ['main'] });
  });

  it('names only environments that a fleet has', async () => {
    const workflows = await Promise.all(RUN_HERE.map(read));
    const named = workflows.flatMap(({ jobs }) =>
      jobs.flatMap(({ fields }) => fields.get('environment')?.toString() ?? []),
    );
    expect(named).toContain('production');
    expect(named.filter((each) => !ENVIRONMENTS.includes(each))).toEqual([]);
  });
});
