import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { workflow, world } from './set-up.ts';

const { github, push, clone } = await world();

describe('a concurrency group', () => {
  it('runs one at a time, keeps only the newest waiting run, and cancels no active run', async () => {
    const gate = `${clone}-gate`;
    const script = `until [ -e ${gate} ]; do sleep 0.05; done; echo done`;
    await push({ '.github/workflows/one.yml': workflow('workflow_dispatch', script, 'concurrency: deploy') });
    const runs = [
      await github.dispatch('one.yml'),
      await github.dispatch('one.yml'),
      await github.dispatch('one.yml'),
    ];
    await github.waitFor({ workflow: 'one.yml', after: runs[0] });
    expect(runs.map(({ conclusion }) => conclusion)).toEqual([undefined, 'cancelled', undefined]);
    await writeFile(gate, '');
    await github.idle();
    expect(runs.map(({ conclusion }) => conclusion)).toEqual(['success', 'cancelled', 'success']);
  });

  it('with queue: max lets all runs wait, in order of arrival', async () => {
    const gate = `${clone}-other-gate`;
    const script = `until [ -e ${gate} ]; do sleep 0.05; done; echo "$GITHUB_RUN_NUMBER" >> ${gate}`;
    const concurrency = 'concurrency: { group: cluster, cancel-in-progress: false, queue: max }';
    await push({ '.github/workflows/all-wait.yml': workflow('workflow_dispatch', script, concurrency) });
    for (const _ of [1, 2, 3]) await github.dispatch('all-wait.yml');
    await writeFile(gate, '');
    await github.idle();
    expect(await readFile(gate, 'utf8')).toBe('1\n2\n3\n');
  });

  it('with cancel-in-progress cancels the active run', async () => {
    const concurrency = `concurrency: { group: "ci-\${{ github.ref }}", cancel-in-progress: true }`;
    await push({
      '.github/workflows/one.yml': workflow(
        'workflow_dispatch',
        '[ "$GITHUB_RUN_NUMBER" = 5 ] || sleep 60',
        concurrency,
      ),
    });
    const runs = [await github.dispatch('one.yml'), await github.dispatch('one.yml')];
    await github.idle();
    expect(runs.map(({ conclusion }) => conclusion)).toEqual(['cancelled', 'success']);
  });
});
