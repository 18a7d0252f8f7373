import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { firstAlone } from '../../../actions/src/lib/first-alone.ts';

/** Work that is recorded, and takes a while. */
function recorder() {
  const seen: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      seen.push(`${name} begins`);
      await turn();
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
    };
  return { seen, work };
}

it('the first piece of work runs alone, and the others together', async () => {
  const { seen, work } = recorder();
  const run = firstAlone();
  await Promise.all([run(work('one')), run(work('two')), run(work('three'))]);
  expect(seen.slice(0, 4)).toEqual(['one begins', 'one ends', 'two begins', 'three begins']);
});

it('after a failure, the next one runs alone', async () => {
  const { seen, work } = recorder();
  const run = firstAlone();
  const [failed] = await Promise.allSettled([run(work('one', true)), run(work('two')), run(work('three'))]);
  expect(failed.status).toBe('rejected');
  expect(seen.slice(0, 5)).toEqual(['one begins', 'one ends', 'two begins', 'two ends', 'three begins']);
});
