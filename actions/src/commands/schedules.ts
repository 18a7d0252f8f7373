import { keepEnabled } from '../github/workflows.ts';
import { requireRepository } from './github.ts';
import { text } from './inputs.ts';
import { afterwards } from './workflow.ts';

const INPUT = 'keep-schedules';

/** Where asked to, keeps the schedules of these workflows alive. Never throws: the run's result stays the work's. */
export async function keepSchedules(): Promise<void> {
  for (const file of text(INPUT)
    .split(/[\s,]+/)
    .filter(Boolean))
    await afterwards(`The schedule of ${file}`, async () =>
      keepEnabled(await requireRepository(INPUT), file),
    );
}
