import { expect, it } from 'vitest';
import { command } from '../../cloud/runtime/command.ts';
import { world } from './set-up.ts';
import { knownPull } from './set-up-pulls.ts';

const { github, push, clone } = await world();
const [owner = '', repo = ''] = github.repository.split('/');
const git = (...args: string[]) => command('git', ['-C', clone, ...args]).then((said) => said.trim());
const seen = async () => (await github.octokit.rest.pulls.get({ owner, repo, pull_number: 1 })).data;

await push({ 'cluster/a.yml': 'a: 1\n' });
await push({ 'cluster/b.yml': 'b: 1\n' }, 'add-b');
await github.pullRequest({ head: 'add-b' });

it('mergeable is unknown until the first request, and then comes with the trial merge, which git can fetch', async () => {
  expect(await seen()).toMatchObject({ mergeable: null, mergeable_state: 'unknown', merge_commit_sha: null });
  const known = await seen();
  expect(known).toMatchObject({ mergeable: true, mergeable_state: 'clean', merged: false });
  await git('fetch', '--quiet', 'origin', known.merge_commit_sha ?? '');
  expect(await git('ls-tree', '-r', '--name-only', 'FETCH_HEAD')).toBe('cluster/a.yml\ncluster/b.yml');
  expect(await git('rev-parse', 'FETCH_HEAD^1', 'FETCH_HEAD^2')).toBe(
    await git('rev-parse', 'main', 'add-b'),
  );
  const refs = await git('ls-remote', 'origin', 'refs/pull/1/*');
  expect(refs).toBe(
    `${await git('rev-parse', 'add-b')}\trefs/pull/1/head\n${known.merge_commit_sha}\trefs/pull/1/merge`,
  );
});

it('mergeable is unknown again when the base moves, while the old trial merge is still shown', async () => {
  const before = await seen();
  await git('switch', '--quiet', 'main');
  await push({ 'cluster/a.yml': 'a: 2\n' });
  expect(await seen()).toMatchObject({ mergeable: null, merge_commit_sha: before.merge_commit_sha });
  const after = await seen();
  expect(after.mergeable).toBe(true);
  expect(after.merge_commit_sha).not.toBe(before.merge_commit_sha);
});

it('the ref stays at the last trial merge while there is a conflict', async () => {
  const before = await seen();
  await push({ 'cluster/b.yml': 'b: 2\n' });
  expect(await knownPull(github, 1)).toMatchObject({
    mergeable: false,
    merge_commit_sha: before.merge_commit_sha,
  });
  expect(await git('ls-remote', 'origin', 'refs/pull/1/merge')).toContain(before.merge_commit_sha);
});

it('lists omit mergeable', async () => {
  const { data } = await github.octokit.rest.pulls.list({ owner, repo });
  expect(data).toHaveLength(1);
  expect(data[0]).not.toHaveProperty('mergeable');
  expect(data[0]).not.toHaveProperty('merged');
});

it('pull requests are listed by creation or by last update', async () => {
  await push({ 'cluster/c.yml': 'c: 1\n' }, 'add-c');
  await github.pullRequest({ head: 'add-c' });
  await github.octokit.rest.issues.createComment({ owner, repo, issue_number: 1, body: 'later' });
  const list = async (order: object) =>
    (await github.octokit.rest.pulls.list({ owner, repo, ...order })).data.map(({ number }) => number);
  expect(await list({})).toEqual([2, 1]);
  expect(await list({ direction: 'asc' })).toEqual([1, 2]);
  expect(await list({ sort: 'updated', direction: 'desc' })).toEqual([1, 2]);
  expect(await list({ sort: 'updated' })).toEqual([2, 1]);
});
