import { expect, it } from 'vitest';
import { workflow, world } from './set-up.ts';
import { runsOf } from './set-up-pulls.ts';

const { github, push } = await world();
const numbered = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`a/${String(n).padStart(3, '0')}`, String(Math.random())]),
  );

await push({
  '.github/workflows/paths.yml': workflow('{ push: { paths: ["cluster/**"] } }', 'true'),
  '.github/workflows/all.yml': workflow('push', 'true'),
});

it.each([
  [299, ['all.yml', 'paths.yml']],
  [300, ['all.yml']],
])('after %s changed files, one more path starts %s', async (count, started) => {
  const runs = await runsOf(github, () => push({ ...numbered(count), 'cluster/z.yml': String(count) }));
  expect(runs.map((run) => run.workflow)).toEqual(started);
});
