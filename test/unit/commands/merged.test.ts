import { afterEach, describe, expect, it, vi } from 'vitest';
import { Approvals } from '../../../actions/src/commands/approvals.ts';
import type { HostConnection } from '../../../actions/src/hosts/link/connection.ts';
import { shownOf } from '../../../actions/src/plan/consent/approval.ts';
import { type Origin, readComment, renderComment } from '../../../actions/src/plan/consent/comment.ts';
import type { Observation } from '../../../actions/src/run/observe.ts';
import { sealFrom } from '../../../actions/src/secrets/plan-seal.ts';
import { sealed, unsealed } from '../../../actions/src/secrets/seal.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import { BOT, startGitHub } from '../github/fake.ts';
import { EMPTY_CLOUD, EXAMPLE, PLACE, plan } from '../plan/example.ts';
import { mistakesIn } from '../plan/gfm.ts';
import { simulate } from '../plan/simulate.ts';

const sha = (digit: string) => digit.repeat(40);
const [BEFORE, FIRST, SECOND] = [sha('1'), sha('2'), sha('3')];
const HEAD = sha('a');
const secrets = deriveSecrets(new Secret('ab'.repeat(32)), EXAMPLE);
const seal = sealFrom(secrets);
const origin: Origin = {
  ...PLACE,
  base: BEFORE,
  head: HEAD,
  time: '2026-03-01T12:34:56.000Z',
  run: 'https://run',
};
const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const removal = plan({ ...EXAMPLE, web: EXAMPLE.web.slice(0, 2) }, built);
const other = plan({ ...EXAMPLE, web: EXAMPLE.web.slice(1) }, built);
const shown = (more: Partial<Origin> = {}, what = removal) =>
  sealed(renderComment(what, { ...origin, ...more }), seal);

afterEach(() => vi.unstubAllEnvs());

interface Given {
  readonly body: string;
  readonly author?: string;
  readonly pull?: object;
  /** As the primary recorded it. */
  readonly deployed?: { repository: string; commit: string };
}

/** Main's newest commit, `SECOND`, and a pull request that was merged as it. */
async function mergedWith({
  body,
  author = BOT,
  pull = {},
  deployed = { repository: 'o/r', commit: FIRST },
}: Given) {
  const { world, github } = await startGitHub();
  world.history = [BEFORE, FIRST, SECOND];
  const merged = { number: 3, html_url: 'https://pull/3', merged_at: 'now', merge_commit_sha: SECOND };
  world.pulls = [{ ...merged, head: { sha: HEAD }, base: { ref: 'main' }, ...pull }];
  world.comments = [{ id: 1, body, user: { login: author } }];
  const warnings: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => warnings.push(String(text)) > 0);
  const deployment = { github, repository: 'o/r', branch: 'main', commit: SECOND };
  const approvals = new Approvals(deployment, { declaration: EXAMPLE, secrets });
  approvals.search({ hosts: new Map([[EXAMPLE.primary.name, primaryWith(deployed)]]) });
  return { world, approvals, warnings };
}

function primaryWith(deployed: object) {
  const run = async () => ({ code: 0, stdout: JSON.stringify(deployed), stderr: '' });
  const connection: HostConnection = { run, close: () => {} };
  return { kind: 'observed', connection } as unknown as Observation['hosts'] extends ReadonlyMap<
    string,
    infer T
  >
    ? T
    : never;
}

describe('a dangerous plan after a merge', () => {
  it('is confirmed by the comment that showed it', async () => {
    const { approvals } = await mergedWith({ body: shown() });
    expect(await approvals.confirmationOf(removal, '')).toBe(removal.fingerprint);
    expect(await approvals.approved()).toEqual(shownOf(removal).approves);
  });

  it('is confirmed by two merges that were pushed together', async () => {
    const { world, approvals } = await mergedWith({
      body: shown(),
      deployed: { repository: 'o/r', commit: BEFORE },
    });
    world.pulls.push({ ...world.pulls[0], number: 4, merge_commit_sha: FIRST });
    expect(await approvals.confirmationOf(removal, '')).toBe(removal.fingerprint);
  });

  it('stops with the difference if another plan was shown', async () => {
    const { approvals } = await mergedWith({ body: shown() });
    await expect(approvals.confirmationOf(other, '')).rejects.toThrow(
      /The plan changed since it was approved in #3, https:\/\/pull\/3\n\+ host-01 is destroyed.*\n- host-03 is destroyed/,
    );
    expect(await approvals.confirmationOf(other, other.fingerprint)).toBe(other.fingerprint);
  });
});

describe('nothing is approved', () => {
  const forged = renderComment(removal, origin);
  it.each<[string, Given, RegExp]>([
    ['by a comment that someone else wrote', { body: shown(), author: 'mallory' }, /^$/],
    ['by a comment without a signature', { body: forged }, /#3 was edited or written by someone else/],
    [
      'by a comment that was edited',
      { body: shown().replace('host-03', 'host-02') },
      /written by someone else/,
    ],
    ['by a comment that was edited away', { body: '<!-- flotilla:plan:example -->\nedited' }, /someone else/],
    ['by another pull request’s comment', { body: shown({ number: 4 }) }, /written by someone else/],
    ['by another repository’s comment', { body: shown({ repository: 'o/fork' }) }, /written by someone else/],
    ['by another directory’s comment', { body: shown({ directory: 'blog' }) }, /written by someone else/],
    [
      'by the plan of an older head',
      { body: shown({ head: sha('b') }) },
      /shows bbbbbbb, but aaaaaaa was merged/,
    ],
    [
      'by a plan made for another branch',
      { body: shown({ baseRef: 'stack-1' }) },
      /for a merge into stack-1/,
    ],
    ['by a merge into another branch', { body: shown(), pull: { base: { ref: 'stack-1' } } }, /^$/],
    [
      'by a merge that was deployed before',
      { body: shown(), deployed: { repository: 'o/r', commit: SECOND } },
      /^$/,
    ],
    [
      'by an earlier merge, if nothing is recorded',
      {
        body: shown(),
        pull: { merge_commit_sha: FIRST },
        deployed: { repository: 'o/other', commit: BEFORE },
      },
      /^$/,
    ],
    [
      'by a merge that is not among the commits',
      { body: shown(), pull: { merge_commit_sha: sha('9') } },
      /^$/,
    ],
  ])('%s', async (_, given, said) => {
    const { approvals, warnings } = await mergedWith(given);
    expect(await approvals.confirmationOf(removal, '')).toBe('');
    expect(warnings.join('')).toMatch(said);
  });

  it('by an older comment that someone copied next to the newest one', async () => {
    const { world, approvals } = await mergedWith({ body: shown() });
    world.comments.push({
      id: 2,
      body: shown({ time: '2026-03-02T12:34:56.000Z' }, other),
      user: { login: BOT },
    });
    await expect(approvals.confirmationOf(removal, '')).rejects.toThrow('The plan changed');
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
  ])('says %s, and still shows the plan, signed', async (_, outcome, words) => {
    const { world, approvals } = await mergedWith({ body: shown() });
    await approvals.complete(outcome);
    const body = unsealed(world.comments[0]?.body ?? '', seal) ?? '';
    expect(body).toContain(words);
    expect(mistakesIn(body)).toEqual([]);
    expect(readComment(body)?.shown?.fingerprint).toBe(removal.fingerprint);
  });

  it('is not signed if someone else changed it', async () => {
    const { world, approvals } = await mergedWith({ body: renderComment(removal, origin) });
    await approvals.complete(new Error('It changed.'));
    expect(world.comments[0]?.body).toBe(renderComment(removal, origin));
  });
});
