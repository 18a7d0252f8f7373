import { describe, expect, it } from 'vitest';
import { command } from '../../cloud/runtime/command.ts';
import { workflow, world } from './set-up.ts';
import { knownPull, runsOf } from './set-up-pulls.ts';

const { github, push, clone } = await world();
const { octokit } = github;
const [owner = '', repo = ''] = github.repository.split('/');
const git = (...args: string[]) => command('git', ['-C', clone, ...args]).then((said) => said.trim());

/** Creates a branch from GitHub's main. */
async function branch(name: string, files: Record<string, string>, from = 'origin/main'): Promise<string> {
  await git('fetch', '--quiet', 'origin');
  await git('switch', '--quiet', '--force-create', name, '--no-track', from);
  return push(files, name);
}
async function pullFrom(head: string, base = 'main'): Promise<number> {
  return (await github.pullRequest({ head, base, title: head })).number;
}
const pullsOf = async (commit_sha: string) =>
  (await octokit.rest.repos.listPullRequestsAssociatedWithCommit({ owner, repo, commit_sha })).data;
const numbersOf = async (sha: string) => (await pullsOf(sha)).map(({ number }) => number).sort();
const remote = (ref: string) => git('ls-remote', 'origin', ref).then((line) => line.slice(0, 40));

await push({
  '.github/workflows/deploy.yml': workflow('{ push: { branches: [main] } }', 'cat "$GITHUB_EVENT_PATH"'),
  'a.txt': 'a\n',
});

describe('a merge', () => {
  it.each(['merge', 'squash', 'rebase'] as const)('by %s is found by its commit', async (method) => {
    const head = await branch(`by-${method}`, { [`${method}-1.txt`]: '1' });
    await push({ [`${method}-2.txt`]: '2' }, `by-${method}`);
    const number = await pullFrom(`by-${method}`);
    await branch('other', { [`other-${method}.txt`]: 'o' });
    await git('push', '--quiet', 'origin', 'other:main');
    const sha = await github.merge(number, method);
    expect(await remote('refs/heads/main')).toBe(sha);
    expect(await knownPull(github, number)).toMatchObject({ merged: true, merge_commit_sha: sha });
    await git('fetch', '--quiet', 'origin');
    const parents = (await git('show', '-s', '--format=%P', sha)).split(' ');
    expect(parents).toHaveLength(method === 'merge' ? 2 : 1);
    const brought = (await git('rev-list', '--first-parent', `other..${sha}`)).split('\n');
    expect(brought).toHaveLength(method === 'rebase' ? 2 : 1);
    for (const each of [...brought, head]) expect(await numbersOf(each)).toEqual([number]);
    const files = (await git('ls-tree', '--name-only', sha)).split('\n');
    expect(files).toEqual(
      expect.arrayContaining([`${method}-1.txt`, `${method}-2.txt`, `other-${method}.txt`]),
    );
  });

  it('is refused by each method while there is a conflict', async () => {
    await branch('left', { 'a.txt': 'left\n' });
    const number = await pullFrom('left');
    await branch('right', { 'a.txt': 'right\n' });
    await git('push', '--quiet', 'origin', 'right:main');
    for (const method of ['merge', 'squash', 'rebase'] as const)
      await expect(github.merge(number, method)).rejects.toMatchObject({ status: 405 });
    expect(await knownPull(github, number)).toMatchObject({ merged: false, state: 'open' });
  });
});

describe('a push of a head to its base', () => {
  it('merges every pull request that it contains, each by its own commit', async () => {
    const heads = [await branch('one', { 'one.txt': '1' }), await branch('two', { 'two.txt': '2' })];
    const numbers = [await pullFrom('one'), await pullFrom('two')];
    await git('switch', '--quiet', '--detach', 'origin/main');
    const merges: string[] = [];
    for (const head of heads) {
      await git(
        '-c',
        'user.name=a',
        '-c',
        'user.email=a@b',
        'merge',
        '--quiet',
        '--no-ff',
        '--no-edit',
        head,
      );
      merges.push(await git('rev-parse', 'HEAD'));
    }
    const runs = await runsOf(github, () => git('push', '--quiet', 'origin', 'HEAD:main'));
    expect(runs.map(({ event, sha }) => [event, sha])).toEqual([['push', merges[1]]]);
    for (const [index, number] of numbers.entries())
      expect(await knownPull(github, number)).toMatchObject({
        merged: true,
        merge_commit_sha: merges[index],
      });
  });

  it('by a fast-forward merges a stacked pull request only into its own base', async () => {
    await branch('stack-1', { 'stack-1.txt': '1' });
    const lower = await pullFrom('stack-1');
    const head = await branch('stack-2', { 'stack-2.txt': '2' }, 'stack-1');
    const upper = await pullFrom('stack-2', 'stack-1');
    await git('push', '--quiet', 'origin', 'stack-2:stack-1');
    expect(await knownPull(github, upper)).toMatchObject({
      merged: true,
      merge_commit_sha: head,
      base: { ref: 'stack-1' },
    });
    expect(await knownPull(github, lower)).toMatchObject({ merged: false, head: { sha: head } });
    await git('push', '--quiet', 'origin', 'stack-2:main');
    expect(await knownPull(github, lower)).toMatchObject({ merged: true, merge_commit_sha: head });
    expect(await numbersOf(head)).toEqual([lower, upper]);
    expect((await pullsOf(head)).map(({ base }) => base.ref).sort()).toEqual(['main', 'stack-1']);
  });
});
