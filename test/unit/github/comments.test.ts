import { describe, expect, it } from 'vitest';
import { findComments, writeComment } from '../../../actions/src/github/comments.ts';
import { commitsBetween, mergedPullRequests } from '../../../actions/src/github/commits.ts';
import { BOT, startGitHub } from './fake.ts';

const MARKER = '<!-- flotilla:plan:example -->';

describe('the plan comment', () => {
  it('is created once and then updated in place', async () => {
    const { world, github } = await startGitHub();
    const first = await writeComment(github, 7, `${MARKER}\none`, undefined);
    expect(await findComments(github, 7, [MARKER])).toEqual([first]);
    await writeComment(github, 7, `${MARKER}\ntwo`, first);
    expect(world.comments.map(({ body }) => body)).toEqual([`${MARKER}\ntwo`]);
  });

  it('is found on a later page', async () => {
    const { world, github } = await startGitHub();
    world.comments = Array.from({ length: 250 }, (_, id) => ({
      id,
      body: 'chatter',
      user: { login: 'someone' },
    }));
    world.comments[230] = { id: 230, body: `${MARKER}\nplan`, user: { login: BOT } };
    expect(await findComments(github, 7, [MARKER])).toEqual([{ id: 230, body: `${MARKER}\nplan` }]);
    expect(world.requests).toHaveLength(3);
  });

  it('is neither a comment by another author nor one that only quotes the marker', async () => {
    const { world, github } = await startGitHub();
    world.comments = [
      { id: 1, body: `${MARKER}\nforged`, user: { login: 'mallory' } },
      { id: 2, body: `> ${MARKER}\nquoted`, user: { login: BOT } },
    ];
    expect(await findComments(github, 7, [MARKER])).toEqual([]);
  });

  it('is created again if someone deleted it in the meantime', async () => {
    const { world, github } = await startGitHub();
    await writeComment(github, 7, 'new', { id: 99, body: 'old' });
    expect(world.comments.map(({ body }) => body)).toEqual(['new']);
  });

  it('is not updated if its text is the same', async () => {
    const { world, github } = await startGitHub();
    await writeComment(github, 7, 'same', { id: 1, body: 'same' });
    expect(world.requests).toEqual([]);
  });

  it('reports which permission is missing', async () => {
    const { world, github } = await startGitHub();
    world.refusals.set('POST issues/7/comments', {
      status: 403,
      message: 'Resource not accessible by integration - https://docs.github.com/rest',
    });
    await expect(writeComment(github, 7, 'x', undefined)).rejects.toThrow(
      'Cannot comment on #7: GitHub answered 403: Resource not accessible by integration. ' +
        'The token may lack a permission. Add "pull-requests: write" under the job\'s permissions in the workflow file',
    );
  });
});

describe('the merged pull requests for some commits', () => {
  const sha = (digit: string) => digit.repeat(40);
  const pull = (number: number, more = {}) => ({
    ...{ number, html_url: `https://github.com/o/r/pull/${number}`, merged_at: 'now' },
    ...{ merge_commit_sha: sha('a'), head: { sha: sha('1') }, base: { ref: 'main' }, ...more },
  });

  it.each([
    [
      'are all those with one of them as merge commit',
      [pull(3), pull(4, { merge_commit_sha: sha('b') })],
      [3, 4],
    ],
    ['exclude one that only contains one of them', [pull(3, { merge_commit_sha: sha('c') })], []],
    ['exclude one into another branch', [pull(3, { base: { ref: 'stack-1' } })], []],
    ['exclude one that was closed without a merge', [pull(3, { merged_at: null })], []],
    ['are none after a direct push', [], []],
    [
      'include one on a later page',
      [...Array.from({ length: 100 }, (_, at) => pull(at + 10, { merged_at: null })), pull(3)],
      [3],
    ],
  ])('%s', async (_, pulls, numbers) => {
    const { world, github } = await startGitHub();
    world.pulls = pulls;
    const found = await mergedPullRequests(github, 'main', [sha('a'), sha('b')]);
    expect(found.map(({ number }) => number)).toEqual(numbers);
  });
});

describe('the commits between two commits', () => {
  const history = Array.from({ length: 250 }, (_, at) => at.toString(16).padStart(40, '0'));

  it('are all of them, on any number of pages', async () => {
    const { world, github } = await startGitHub();
    world.history = history;
    expect(await commitsBetween(github, history[0] ?? '', history[249] ?? '')).toEqual(history.slice(1));
  });

  it('are none if the second is older, and unknown if one is missing', async () => {
    const { world, github } = await startGitHub();
    world.history = history;
    expect(await commitsBetween(github, history[9] ?? '', history[3] ?? '')).toEqual([]);
    expect(await commitsBetween(github, 'f'.repeat(40), history[3] ?? '')).toBeUndefined();
  });
});
