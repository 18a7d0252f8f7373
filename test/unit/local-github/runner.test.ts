import { describe, expect, it } from 'vitest';
import { CHECKOUT, workflow, world } from './set-up.ts';

const { github, push } = await world();
github.settings.setSecret('PASSWORD', 'correct horse');
github.settings.setSecret('PASSWORD', 'battery staple', { environment: 'production' });
github.settings.setVariable('COLOUR', 'blue');

/** Pushes one workflow and waits for its run. */
async function runOf(text: string, files: Record<string, string> = {}) {
  const after = github.runs().at(-1);
  await push({ '.github/workflows/try.yml': text, ...files });
  return github.waitFor({ workflow: 'try.yml', after });
}

describe('a job', () => {
  it('fails with the exit status of its script, at the first command that fails', async () => {
    const run = await runOf(workflow('push', 'echo before\nfalse\necho after'));
    expect(run.conclusion).toBe('failure');
    const log = await github.log(run);
    expect(log).toContain('before\n##[error]Process completed with exit code 1.');
    expect(log).not.toContain('after');
  });

  it('hides secrets, what is masked, and both in base64', async () => {
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

  it('gets nothing of the environment of who runs the tests', async () => {
    process.env.STRAY = 'stray';
    const run = await runOf(workflow('push', 'echo "[$STRAY] $GITHUB_REPOSITORY $GITHUB_REF $CI"'));
    expect(await github.log(run)).toContain('[] acme/fleet refs/heads/main true');
  });

  it('sees env of three levels, variables, and the secrets of its environment', async () => {
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

  it('goes on as conditions say, and hands outputs on', async () => {
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
  broken: { runs-on: ubuntu-24.04, needs: first, steps: [{ run: 'false' }, { run: echo mended, if: failure() }] }
  skipped: { runs-on: ubuntu-24.04, needs: broken, steps: [{ run: 'true' }] }
  also-skipped: { runs-on: ubuntu-24.04, needs: skipped, steps: [{ run: 'true' }] }
  told:
    runs-on: ubuntu-24.04
    needs: [first, broken]
    if: always() && needs.broken.result == 'failure'
    steps: [{ run: 'echo "\${{ needs.first.outputs.said }}[\${{ needs.first.outputs.secret }}]"' }]
`);
    const ends = Object.fromEntries(run.jobs.map(({ id, conclusion }) => [id, conclusion]));
    const expected = { first: 'success', broken: 'failure', skipped: 'skipped', 'also-skipped': 'skipped' };
    expect(ends).toEqual({ ...expected, told: 'success' });
    expect(await github.log(run, 'first')).toContain('failure then success');
    expect(await github.log(run, 'first')).not.toContain('never');
    expect(await github.log(run, 'broken')).toContain('mended');
    expect(await github.log(run, 'told')).toContain('hello[]');
  });

  it('is ended when its time is up, and what is to be done always is done', async () => {
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

describe('an action', () => {
  const action = `
name: greet
description: Greets.
inputs:
  who: { description: Whom., required: true }
  how: { description: How., default: warmly }
outputs: { greeting: { description: What was said. } }
runs: { using: node24, main: main.js }
`;
  const main = `
const { appendFileSync } = require('node:fs');
const greeting = 'hello ' + process.env.INPUT_WHO + ' ' + process.env.INPUT_HOW;
appendFileSync(process.env.GITHUB_OUTPUT, 'greeting<<END\\n' + greeting + '\\nEND\\n');
console.log('::warning file=a.yml,line=3,title=Careful::mind%0Athe gap');
console.log('node ' + process.versions.node.split('.')[0] + ' in ' + process.cwd());
if (process.env.INPUT_WHO === 'nobody') process.exitCode = 1;
`;
  const files = { 'actions/greet/action.yml': action, 'actions/greet/main.js': main };
  const using = (who: string) => `
on: push
jobs:
  only:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${CHECKOUT} # v5.0.0
      - { id: greet, uses: ./actions/greet, with: { who: ${who} } }
      - run: echo "\${{ steps.greet.outputs.greeting }}"; git log --oneline | wc -l; mkdir out; echo one > out/a
      - uses: actions/upload-artifact@330a01c490aca151604b8cf639adc76d48f6c5d4 # v5.0.0
        with: { name: plan, path: out }
`;

  it('of the repository runs on the Node that GitHub runs it on', async () => {
    const run = await runOf(using('world'), files);
    expect(run.conclusion).toBe('success');
    expect(await github.log(run)).toContain('hello world warmly\n1\n');
    expect(await github.log(run)).toMatch(new RegExp(`node 24 in .*/runs/${run.id}/only/work`));
    const warning = { level: 'warning', message: 'mind\nthe gap', file: 'a.yml', line: 3, title: 'Careful' };
    expect(run.jobs[0]?.annotations).toEqual([warning]);
    const { readFile } = await import('node:fs/promises');
    expect(await readFile(`${run.folder}/artifacts/plan/a`, 'utf8')).toBe('one\n');
  });

  it('that fails fails its job', async () => {
    expect((await runOf(using('nobody'), files)).conclusion).toBe('failure');
  });

  it.each([
    ['actions/checkout@v5', 'The local GitHub cannot run actions/checkout@v5'],
    ['./actions/nothing', "Can't find 'action.yml'"],
  ])('%s is refused', async (uses, message) => {
    const run = await runOf(`
on: push
jobs: { only: { runs-on: ubuntu-24.04, steps: [{ uses: ${uses} }] } }
`);
    expect(run.conclusion).toBe('failure');
    expect(await github.log(run)).toContain(message);
  });
});

describe('a second checkout', () => {
  it('finds the folder of the first, and takes back what was changed in it', async () => {
    const script = 'cat kept; ls stray || git status --short | wc -l';
    const run = await runOf(
      `
on: push
jobs:
  only:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${CHECKOUT} # v5.0.0
      - run: echo changed > kept; touch stray
      - uses: ${CHECKOUT} # v5.0.0
      - run: ${script}
`,
      { kept: 'as committed\n' },
    );
    expect(run.conclusion, await github.log(run)).toBe('success');
    expect(await github.log(run)).toMatch(/as committed\n(.*No such file.*\n)0\n$/);
  });
});

describe('a workflow that cannot run', () => {
  it.each([
    ['a job that needs none there is', 'needs: nothing,', 'no dependencies'],
    ['a word that GitHub does not know', 'stepz: 1,', 'stepz'],
    ['what the local GitHub does not do', 'strategy: { matrix: { a: [1] } },', 'strategy'],
  ])('%s', async (_, words, message) => {
    const run = await runOf(`
on: push
jobs: { only: { runs-on: ubuntu-24.04, ${words} steps: [{ run: 'true' }] } }
`);
    expect(run.conclusion).toBe('startup_failure');
    expect(run.error).toContain(message);
  });
});
