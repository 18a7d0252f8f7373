import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CHECKOUT, world } from './set-up.ts';

const { github, runOf } = await world();

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
if (process.env.INPUT_WHO === 'no one') process.exitCode = 1;
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
      - uses: actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2
        with: { name: plan, path: out }
`;

  it('of the repository runs on the same Node as on GitHub', async () => {
    const run = await runOf(using('world'), files);
    expect(run.conclusion).toBe('success');
    expect(await github.log(run)).toContain('hello world warmly\n1\n');
    expect(await github.log(run)).toMatch(new RegExp(`node 24 in .*/runs/${run.id}/only/work`));
    const warning = { level: 'warning', message: 'mind\nthe gap', file: 'a.yml', line: 3, title: 'Careful' };
    expect(run.jobs[0]?.annotations).toEqual([warning]);
    expect(await readFile(`${run.folder}/artifacts/plan/a`, 'utf8')).toBe('one\n');
  });

  it('that fails also fails its job', async () => {
    expect((await runOf(using('no one'), files)).conclusion).toBe('failure');
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
  it('reuses the folder of the first and removes the changes in it', async () => {
    const script = 'cat kept; ls stray 2>&1 || git status --short | wc -l';
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
