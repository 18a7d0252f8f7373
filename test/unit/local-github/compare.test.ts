import { expect, it } from 'vitest';
import { command } from '../../cloud/runtime/command.ts';
import { world } from './set-up.ts';

const { github, push, clone } = await world();
const [owner = '', repo = ''] = github.repository.split('/');
const git = (...args: string[]) => command('git', ['-C', clone, ...args]).then((said) => said.trim());
const compare = (basehead: string, pages = {}) =>
  github.octokit.rest.repos.compareCommitsWithBasehead({ owner, repo, basehead, ...pages });

const first = await push({ a: '1' });
const second = await push({ a: '2' });
const third = await push({ a: '3' });
await git('switch', '--quiet', '--create', 'side', first);
const side = await push({ b: '1' }, 'side');

it.each([
  ['main...main', 'identical', 0, 0, [], third],
  [`${first}...main`, 'ahead', 2, 0, [second, third], first],
  [`main...${first}`, 'behind', 0, 2, [], first],
  [`side...${third}`, 'diverged', 2, 1, [second, third], first],
  [`main...side`, 'diverged', 1, 2, [side], first],
])('%s is %s', async (basehead, status, ahead_by, behind_by, commits, mergeBase) => {
  const { data } = await compare(basehead);
  expect(data).toMatchObject({ status, ahead_by, behind_by, total_commits: ahead_by });
  expect(data.commits.map(({ sha }) => sha)).toEqual(commits);
  expect(data.merge_base_commit.sha).toBe(mergeBase);
});

it('the comparison is paginated', async () => {
  const { data, headers } = await compare(`${first}...main`, { per_page: 1, page: 2 });
  expect(data).toMatchObject({ total_commits: 2, commits: [{ sha: third }] });
  expect(headers.link).toContain('rel="prev"');
});

it('the comparison with a missing commit is refused', async () => {
  await expect(compare(`${'a'.repeat(40)}...main`)).rejects.toMatchObject({ status: 404 });
});
