import { describe, expect, it } from 'vitest';
import { findComment, writeComment } from '../../../actions/src/github/comments.ts';
import { mergedPullRequest } from '../../../actions/src/github/merged.ts';
import { BOT, startGitHub } from './fake.ts';

const MARKER = '<!-- flotilla:plan:example -->';

describe('the sticky comment', () => {
  it('is made once and then updated in place', async () => {
    const { world, github } = await startGitHub();
    const first = await writeComment(github, 7, `${MARKER}\none`, undefined);
    expect(await findComment(github, 7, [MARKER])).toEqual(first);
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
    expect(await findComment(github, 7, [MARKER])).toEqual({ id: 230, body: `${MARKER}\nplan` });
    expect(world.requests).toHaveLength(3);
  });

  it('is nobody else’s, nor one that only quotes the marker', async () => {
    const { world, github } = await startGitHub();
    world.comments = [
      { id: 1, body: `${MARKER}\nforged`, user: { login: 'mallory' } },
      { id: 2, body: `> ${MARKER}\nquoted`, user: { login: BOT } },
    ];
    expect(await findComment(github, 7, [MARKER])).toBeUndefined();
  });

  it('is written anew when a person deleted it meanwhile', async () => {
    const { world, github } = await startGitHub();
    await writeComment(github, 7, 'new', { id: 99, body: 'old' });
    expect(world.comments.map(({ body }) => body)).toEqual(['new']);
  });

  it('is not touched where it says the same', async () => {
    const { world, github } = await startGitHub();
    await writeComment(github, 7, 'same', { id: 1, body: 'same' });
    expect(world.requests).toEqual([]);
  });

  it('says which permission is missing', async () => {
    const { world, github } = await startGitHub();
    world.refusals.set('POST issues/7/comments', {
      status: 403,
      message: 'Resource not accessible by integration - https://docs.github.com/rest',
    });
    await expect(writeComment(github, 7, 'x', undefined)).rejects.toThrow(
      'comment on #7: GitHub answered 403: Resource not accessible by integration. ' +
        'The token may lack a permission: give the job "pull-requests: write".',
    );
  });
});

describe('the merged pull request of a commit', () => {
  const sha = 'a'.repeat(40);
  const pull = {
    number: 3,
    html_url: 'https://github.com/o/r/pull/3',
    merged_at: 'now',
    merge_commit_sha: sha,
  };

  it.each([
    ['the one whose merge made it', [pull], 3],
    ['not one that merely holds it', [{ ...pull, merge_commit_sha: 'b'.repeat(40) }], undefined],
    ['not one that is still open', [{ ...pull, merged_at: null }], undefined],
    ['none for a direct push', [], undefined],
  ])('%s', async (_, pulls, number) => {
    const { world, github } = await startGitHub();
    world.pulls = pulls;
    expect((await mergedPullRequest(github, sha))?.number).toBe(number);
  });
});
