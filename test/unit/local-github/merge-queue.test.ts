import { expect, it } from 'vitest';
import { command } from '../../cloud/runtime/command.ts';
import { workflow, world } from './set-up.ts';
import { knownPull, runsOf } from './set-up-pulls.ts';

const { github, push, clone } = await world();
const git = (...args: string[]) => command('git', ['-C', clone, ...args]).then((said) => said.trim());
const remote = (ref: string) => git('ls-remote', 'origin', ref);

await push({
  '.github/workflows/deploy.yml': workflow('{ push: { branches: [main] } }', 'cat "$GITHUB_EVENT_PATH"'),
  '.github/workflows/check.yml': workflow(
    '{ merge_group: { types: [checks_requested] } }',
    `echo "$GITHUB_REF by $GITHUB_ACTOR"; cat "$GITHUB_EVENT_PATH"
git clone --quiet --branch "\${GITHUB_REF#refs/heads/}" "$REMOTE" . && [ ! -e broken.txt ]`,
    `env: { REMOTE: "${github.remoteUrl}" }`,
  ),
});
let made = 0;
async function pull(files: Record<string, string>): Promise<number> {
  const head = `change-${++made}`;
  await git('fetch', '--quiet', 'origin');
  await git('switch', '--quiet', '--force-create', head, '--no-track', 'origin/main');
  await push(files, head);
  return (await github.pullRequest({ head })).number;
}

it.each(['merge', 'squash', 'rebase'] as const)('merges a group with one push, by %s', async (method) => {
  const numbers = [await pull({ [`${method}-a`]: 'a' }), await pull({ [`${method}-b`]: 'b' })];
  const before = (await remote('refs/heads/main')).slice(0, 40);
  const runs = await runsOf(github, async () =>
    expect(await github.mergeQueue(numbers, method)).toEqual(numbers),
  );
  const [first, second, pushRun] = runs;
  expect(runs.map(({ event, conclusion }) => `${event} ${conclusion}`)).toEqual([
    ...['merge_group success', 'merge_group success', 'push success'],
  ]);
  const [log = '', pushLog = ''] = await Promise.all([first, pushRun].map((run) => run && github.log(run)));
  const ref = `refs/heads/gh-readonly-queue/main/pr-${numbers[0]}-${before}`;
  expect(log).toContain(`${ref} by github-merge-queue[bot]`);
  expect(log).toMatch(/"action": "checks_requested".*"base_ref": "refs\/heads\/main"/s);
  expect(pushLog).toMatch(new RegExp(`"before": "${before}",\\s+"after": "${second?.sha}"`));
  for (const [index, number] of numbers.entries())
    expect(await knownPull(github, number)).toMatchObject({
      merged: true,
      merge_commit_sha: runs[index]?.sha,
    });
  expect(await remote('refs/heads/gh-readonly-queue/*')).toBe('');
});

it('leaves out pull requests that conflict or fail their checks, and builds the group again', async () => {
  const numbers = [
    ...[await pull({ good: '1' }), await pull({ 'broken.txt': '1' })],
    ...[await pull({ good: 'conflicting' }), await pull({ fine: '1' })],
  ];
  const [good, broken, conflicting, fine] = numbers as [number, number, number, number];
  expect(await github.mergeQueue(numbers)).toEqual([good, fine]);
  for (const number of [broken, conflicting])
    expect(await knownPull(github, number)).toMatchObject({ state: 'open', merged: false });
  await git('fetch', '--quiet', 'origin');
  expect(await git('ls-tree', '--name-only', 'origin/main')).not.toContain('broken.txt');
});
