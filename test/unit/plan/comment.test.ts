import { describe, expect, it } from 'vitest';
import { shownOf } from '../../../actions/src/plan/consent/approval.ts';
import {
  marker,
  type Origin,
  readComment,
  renderComment,
  renderFailure,
  staleNote,
  withNote,
} from '../../../actions/src/plan/consent/comment.ts';
import type { HostPlan } from '../../../actions/src/plan/plan.ts';
import { COMMENT_LIMIT } from '../../../actions/src/plan/render/markdown.ts';
import { EMPTY_CLOUD, EXAMPLE, PLACE, plan } from './example.ts';
import { mistakesIn, toHtml } from './gfm.ts';
import { simulate } from './simulate.ts';

const origin: Origin = {
  ...PLACE,
  base: 'b'.repeat(40),
  head: 'a'.repeat(40),
  time: '2026-03-01T12:34:56.000Z',
  run: 'https://github.com/o/r/actions/runs/1',
};
const { base: _, run: __, ...place } = origin;
const newer: Origin = { ...origin, head: 'c'.repeat(40) };

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const removal = plan({ ...EXAMPLE, web: EXAMPLE.web.slice(0, 2) }, built);

describe('the comment', () => {
  const body = renderComment(removal, origin);

  it('matches its golden file', () => expect(body).toMatchFileSnapshot('golden/comment.txt'));
  it('is sound Markdown', () => expect(mistakesIn(body)).toEqual([]));

  it('carries the data that apply reads back', () => {
    expect(body.startsWith(`${marker('example')}\n`)).toBe(true);
    expect(readComment(body)).toEqual({ ...place, cluster: 'example', shown: shownOf(removal) });
    expect(readComment(body.replaceAll('\n', '\r\n'))?.head).toBe(origin.head);
  });

  it('reads data only from its first lines', () => {
    expect(readComment(`> ${body}`)).toBeUndefined();
    expect(readComment(`${marker('example')}\n<!-- flotilla:shown bm90IGpzb24 -->\n`)).toBeUndefined();
  });

  it('says once that it is out of date, and keeps its data', () => {
    const once = withNote(body, staleNote(newer));
    const twice = withNote(withNote(body, staleNote(origin)), staleNote(newer));
    expect(twice).toBe(once);
    expect(mistakesIn(once)).toEqual([]);
    expect(toHtml(once)).toContain(
      '<code>ccccccc</code> is <a href="https://github.com/o/r/actions/runs/1">',
    );
    expect(readComment(once)).toEqual(readComment(body));
  });

  it('says why there is no plan', () => {
    const failure = renderFailure('example', 'cluster/cluster.yml:3:1: <b>bad</b>\n    write | good', origin);
    expect(mistakesIn(failure)).toEqual([]);
    expect(failure).toContain('> cluster/cluster.yml:3:1: \\<b\\>bad\\</b\\>');
    expect(readComment(failure)).toEqual({ ...place, cluster: 'example' });
  });
});

describe('a comment that would be too long', () => {
  const unreachable = (count: number, reason: string): HostPlan[] =>
    Array.from({ length: count }, (_, index) => ({
      ...{ host: `host-${index}`, kind: 'unreachable' },
      reason: `${reason} ${index}`,
    }));

  it.each([
    ['many dangers', { hosts: [], notes: [] }, 3000],
    ['long notes', { hosts: [], notes: Array.from({ length: 500 }, () => '`*'.repeat(400)) }, 0],
    ['hosts with long reasons', { hosts: unreachable(300, '<|>'.repeat(500)), notes: [] }, 0],
  ])('%s', (_, more, dangers) => {
    const long = {
      ...removal,
      ...more,
      dangers: Array.from({ length: dangers }, (_, n) => `danger ${n} | <b>`),
    };
    const body = withNote(renderComment(long, origin), 'x'.repeat(100_000));
    expect(body.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(body).toContain('Too long to show in full');
    expect(mistakesIn(body)).toEqual([]);
    expect(readComment(body)?.shown?.fingerprint).toBe(removal.fingerprint);
  });
});

describe('a comment says what merging does', () => {
  it('if it deploys nothing', () => {
    const notices = ['Merging into `stack-1` deploys nothing.'];
    const body = renderComment(removal, { ...origin, baseRef: 'stack-1', deploysNothing: true, notices });
    expect(mistakesIn(body)).toEqual([]);
    expect(body).toContain('> [!NOTE]\n> Merging into `stack-1` deploys nothing.');
    expect(body).not.toContain('Merging this pull request approves the following');
  });
});
