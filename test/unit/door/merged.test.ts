import { afterEach, describe, expect, it, vi } from 'vitest';
import { complete, confirmationOf, findMerged } from '../../../actions/src/door/merged.ts';
import { readComment, renderComment } from '../../../actions/src/plan/comment.ts';
import { BOT, startGitHub } from '../github/fake.ts';
import { EMPTY_CLOUD, EXAMPLE, plan } from '../plan/example.ts';
import { mistakesIn } from '../plan/gfm.ts';
import { simulate } from '../plan/simulate.ts';

const SHA = 'a'.repeat(40);
const origin = { base: 'b'.repeat(40), head: SHA, time: '2026-03-01T12:34:56.000Z', run: 'https://run' };
const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const removal = plan({ ...EXAMPLE, web: EXAMPLE.web.slice(0, 2) }, built);
const other = plan({ ...EXAMPLE, web: EXAMPLE.web.slice(1) }, built);

afterEach(() => vi.unstubAllEnvs());

/** The commit that a pull request was merged as, whose comment showed `shown`. */
async function mergedWith(shown: string, author = BOT) {
  const { world, url } = await startGitHub();
  world.pulls = [{ number: 3, html_url: 'https://pull/3', merged_at: 'now', merge_commit_sha: SHA }];
  world.comments = [{ id: 1, body: shown, user: { login: author } }];
  const env = { GITHUB_TOKEN: 't', GITHUB_REPOSITORY: 'o/r', GITHUB_API_URL: url, GITHUB_SHA: SHA };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return { world, merged: await findMerged('example') };
}

describe('a dangerous plan after a merge', () => {
  it('is confirmed by the comment that showed it', async () => {
    const { merged } = await mergedWith(renderComment(removal, origin));
    expect(confirmationOf(removal, '', merged)).toBe(removal.fingerprint);
  });

  it('stops with the difference where another was shown', async () => {
    const { merged } = await mergedWith(renderComment(removal, origin));
    expect(() => confirmationOf(other, '', merged)).toThrow(
      /The plan changed since it was approved in #3, https:\/\/pull\/3\n\+ host-01 is destroyed.*\n- host-03 is destroyed/,
    );
    expect(confirmationOf(other, other.fingerprint, merged)).toBe(other.fingerprint);
  });

  it('is not confirmed by what somebody else wrote, nor by a plan that failed', async () => {
    expect((await mergedWith(renderComment(removal, origin), 'mallory')).merged).toBeUndefined();
    const { merged } = await mergedWith('<!-- flotilla:plan:example -->\nedited away');
    expect(confirmationOf(removal, '', merged)).toBe('');
  });
});

describe('the comment after the merge', () => {
  it.each([
    [
      'what was done',
      { cloud: ['a'], hosts: [], failures: [], seconds: 3 },
      'Done: 1 changes at DigitalOcean',
    ],
    ['what failed', { cloud: [], hosts: [], failures: ['host-01: <b>'], seconds: 3 }, '- host-01: \\<b\\>'],
    ['why nothing was done', new Error('It changed.'), 'Not applied. It changed.'],
  ])('says %s, and still shows the plan', async (_, outcome, words) => {
    const { world, merged } = await mergedWith(renderComment(removal, origin));
    await complete(merged, outcome);
    const body = world.comments[0]?.body ?? '';
    expect(body).toContain(words);
    expect(mistakesIn(body)).toEqual([]);
    expect(readComment(body)?.shown?.fingerprint).toBe(removal.fingerprint);
  });
});
