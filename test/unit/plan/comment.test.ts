import { describe, expect, it } from 'vitest';
import { differenceFrom, isApproved, shownOf } from '../../../actions/src/plan/approval.ts';
import {
  marker,
  type Origin,
  readComment,
  renderComment,
  renderFailure,
  staleNote,
  withNote,
} from '../../../actions/src/plan/comment.ts';
import { COMMENT_LIMIT } from '../../../actions/src/plan/markdown.ts';
import type { HostPlan } from '../../../actions/src/plan/plan.ts';
import { EMPTY_CLOUD, EXAMPLE, host, plan } from './example.ts';
import { mistakesIn, toHtml } from './gfm.ts';
import { simulate } from './simulate.ts';

const origin: Origin = {
  base: 'b'.repeat(40),
  head: 'a'.repeat(40),
  time: '2026-03-01T12:34:56.000Z',
  run: 'https://github.com/o/r/actions/runs/1',
};
const newer: Origin = { ...origin, head: 'c'.repeat(40) };

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const removal = plan({ ...EXAMPLE, web: EXAMPLE.web.slice(0, 2) }, built);
const move = (region: string) =>
  plan({ ...EXAMPLE, web: [...EXAMPLE.web.slice(0, 2), host('host-03', region)] }, built);

describe('the comment', () => {
  const body = renderComment(removal, origin);

  it('is as it was looked at', () => expect(body).toMatchFileSnapshot('golden/comment.txt'));
  it('is sound Markdown', () => expect(mistakesIn(body)).toEqual([]));

  it('carries what apply must know, and gives it back', () => {
    expect(body.startsWith(`${marker('example')}\n`)).toBe(true);
    expect(readComment(body)).toEqual({ head: origin.head, shown: shownOf(removal) });
    expect(readComment(body.replaceAll('\n', '\r\n'))?.head).toBe(origin.head);
  });

  it('believes no data but its own first lines', () => {
    expect(readComment(`> ${body}`)).toBeUndefined();
    expect(readComment(`${marker('example')}\n<!-- flotilla:shown bm90IGpzb24 -->\n`)).toBeUndefined();
  });

  it('says when it is overtaken, once, and still tells what was shown', () => {
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
    expect(readComment(failure)).toEqual({ head: origin.head });
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
    ['hosts that say much', { hosts: unreachable(300, '<|>'.repeat(500)), notes: [] }, 0],
  ])('%s', (_, more, dangers) => {
    const long = {
      ...removal,
      ...more,
      dangers: Array.from({ length: dangers }, (_, n) => `danger ${n} | <b>`),
    };
    const body = withNote(renderComment(long, origin), 'x'.repeat(100_000));
    expect(body.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(body).toContain('Left out, since all of it is too long for here');
    expect(mistakesIn(body)).toEqual([]);
    expect(readComment(body)?.shown?.fingerprint).toBe(removal.fingerprint);
  });
});

describe('approval', () => {
  const other = plan({ ...EXAMPLE, web: EXAMPLE.web.slice(1) }, built);

  it('covers the very plan, and one with harmless changes besides', () => {
    const besides = plan(
      { ...EXAMPLE, web: EXAMPLE.web.slice(0, 2), dns: { ...EXAMPLE.dns, ttl: 600 } },
      built,
    );
    expect(besides.fingerprint).not.toBe(removal.fingerprint);
    expect(isApproved(removal, shownOf(removal))).toBe(true);
    expect(isApproved(besides, shownOf(removal))).toBe(true);
  });

  it('does not cover another host, and tells the difference', () => {
    expect(isApproved(other, shownOf(removal))).toBe(false);
    expect(differenceFrom(other, shownOf(removal))).toBe(
      '+ host-01 is destroyed, with all that is only on its disk.\n- host-03 is destroyed, with all that is only on its disk.',
    );
  });

  it('does not cover the same words about another change', () => {
    expect(isApproved(move('fra1'), shownOf(move('nyc1')))).toBe(false);
    expect(differenceFrom(move('fra1'), shownOf(move('nyc1')))).toMatch(/^~ host-03 is made anew/);
  });
});
