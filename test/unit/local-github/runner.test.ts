import { describe, expect, it } from 'vitest';
import { workflow, world } from './set-up.ts';

const { github, runOf } = await world();
github.settings.setSecret('PASSWORD', 'correct horse');
github.settings.setSecret('PASSWORD', 'battery staple', { environment: 'production' });
github.settings.setVariable('COLOUR', 'blue');

describe('a job', () => {
  it('fails with the exit status of its script, at the first command that fails', async () => {
    const run = await runOf(workflow('push', 'echo before\nfalse\necho after'));
    expect(run.conclusion).toBe('failure');
    const log = await github.log(run);
    expect(log).toContain('before\n##[error]Process completed with exit code 1.');
    expect(log).not.toContain('after');
  });

  it('hides secrets and masked values, also in base64', async () => {
    const script = [
      'echo "$PASSWORD $(printf %s "$PASSWORD" | base64)"',
      'echo "::add-mask::hush"',
      'echo "say hush $TOKEN" | tee -a "$GITHUB_STEP_SUMMARY"',
    ].join('\n');
    const env = `env: { PASSWORD: "\${{ secrets.PASSWORD }}", TOKEN: "\${{ secrets.GITHUB_TOKEN }}" }`;
    const run = await runOf(workflow('push', script, env));
    expect(run.conclusion).toBe('success');
    expect(await github.log(run)).toContain('*** ***\nsay *** ***');
    expect(run.jobs[0]?.summary).toBe('say *** ***\n');
  });

  it('inherits nothing from the environment of the tests', async () => {
    process.env.STRAY = 'stray';
    const run = await runOf(workflow('push', 'echo "[$STRAY] $GITHUB_REPOSITORY $GITHUB_REF $CI"'));
    expect(await github.log(run)).toContain('[] acme/fleet refs/heads/main true');
  });

  it('has env from three levels, variables, and the secrets of its environment', async () => {
    const run = await runOf(`
on: push
env: { A: workflow, B: workflow, C: workflow }
jobs:
  only:
    runs-on: ubuntu-24.04
    environment: production
    env: { B: job, C: job }
    steps:
      - run: echo "$A $B $C $D"
        env: { C: step, D: "\${{ vars.COLOUR }}" }
      - run: echo "LATER=on" >> "$GITHUB_ENV"; [ "\${{ secrets.PASSWORD }}" = "battery staple" ]
      - run: echo "$LATER \${{ env.LATER }} $C"
`);
    expect(run.jobs[0]).toMatchObject({ conclusion: 'success', environment: 'production' });
    expect(await github.log(run)).toMatch(/workflow job step blue.*on on job/s);
  });

  it('follows conditions and passes outputs on', async () => {
    const run = await runOf(`
on: push
jobs:
  first:
    runs-on: ubuntu-24.04
    outputs: { said: "\${{ steps.say.outputs.word }}", secret: "\${{ steps.say.outputs.secret }}" }
    steps:
      - id: say
        run: |
          echo "word=hello" >> "$GITHUB_OUTPUT"
          echo "secret=correct horse" >> "$GITHUB_OUTPUT"
      - { id: bad, run: exit 3, continue-on-error: true }
      - run: echo "\${{ steps.bad.outcome }} then \${{ steps.bad.conclusion }}"
      - run: echo never
        if: failure()
  broken: { runs-on: ubuntu-24.04, needs: first, steps: [{ run: 'false' }, { run: echo repaired, if: failure() }] }
  skipped: { runs-on: ubuntu-24.04, needs: broken, steps: [{ run: 'true' }] }
  also-skipped: { runs-on: ubuntu-24.04, needs: skipped, steps: [{ run: 'true' }] }
  reporting:
    runs-on: ubuntu-24.04
    needs: [first, broken]
    if: always() && needs.broken.result == 'failure'
    steps: [{ run: 'echo "\${{ needs.first.outputs.said }}[\${{ needs.first.outputs.secret }}]"' }]
`);
    const ends = Object.fromEntries(run.jobs.map(({ id, conclusion }) => [id, conclusion]));
    const expected = { first: 'success', broken: 'failure', skipped: 'skipped', 'also-skipped': 'skipped' };
    expect(ends).toEqual({ ...expected, reporting: 'success' });
    expect(await github.log(run, 'first')).toContain('failure then success');
    expect(await github.log(run, 'first')).not.toContain('never');
    expect(await github.log(run, 'broken')).toContain('repaired');
    expect(await github.log(run, 'reporting')).toContain('hello[]');
  });

  it('is stopped at its time limit, and steps with always() still run', async () => {
    const run = await runOf(`
on: push
jobs:
  only:
    runs-on: ubuntu-24.04
    timeout-minutes: 0.01
    steps: [{ run: sleep 60 }, { run: echo never }, { run: echo cleaned, if: always() }]
`);
    expect(run.conclusion).toBe('cancelled');
    expect(await github.log(run)).toContain('##[error]The operation was canceled.');
    expect(await github.log(run)).toContain('cleaned');
    expect(await github.log(run)).not.toContain('echo never\n##[endgroup]\nnever');
  });
});

describe('a workflow that cannot run', () => {
  it.each([
    ['a job that needs a missing job', 'needs: nothing,', 'no dependencies'],
    ['a key that GitHub does not know', 'stepz: 1,', 'stepz'],
    ['a feature that the local GitHub lacks', 'strategy: { matrix: { a: [1] } },', 'strategy'],
  ])('%s', async (_, words, message) => {
    const run = await runOf(`
on: push
jobs: { only: { runs-on: ubuntu-24.04, ${words} steps: [{ run: 'true' }] } }
`);
    expect(run.conclusion).toBe('startup_failure');
    expect(run.error).toContain(message);
  });
});
