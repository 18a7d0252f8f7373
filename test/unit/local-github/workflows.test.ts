import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STAND_INS } from '../../github/runner/stand-ins/index.ts';
import { readWorkflow } from '../../github/workflow/parse.ts';

const FOLDER = join(import.meta.dirname, '../../../.github/workflows');
/** `ci.yml` runs these tests, and so is never run by them. */
const RUN_HERE = readdirSync(FOLDER).filter((file) => file !== 'ci.yml');

describe("the project's own workflow", () => {
  it.each(RUN_HERE)('%s is one that the local GitHub can run', async (file) => {
    const { jobs } = await readWorkflow(
      `.github/workflows/${file}`,
      readFileSync(join(FOLDER, file), 'utf8'),
    );
    const uses = jobs.flatMap(({ steps }) => steps.map(({ fields }) => fields.get('uses')?.toString() ?? ''));
    const foreign = uses.filter((each) => each !== '' && !each.startsWith('./actions/'));
    expect(foreign.filter((each) => !STAND_INS.has(each))).toEqual([]);
    expect(jobs.length).toBeGreaterThan(0);
  });
});
