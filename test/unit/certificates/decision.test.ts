import { describe, expect, test } from 'vitest';
import { afterFailure } from '../../../actions/src/certificates/back-off.ts';
import { decide, dueAt, isOverdue } from '../../../actions/src/certificates/decision.ts';
import cases from './decision-cases.json' with { type: 'json' };

const NAMES = ['a.example', 'www.a.example'];
const DIRECTORY = 'https://ca.example/directory';
const HOUR = 3_600_000;

interface Case {
  readonly case: string;
  readonly now: string;
  readonly order: boolean;
  readonly reason: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly wanted?: readonly string[];
  readonly issuer?: string;
  readonly window?: readonly string[];
  readonly force?: boolean;
  readonly backOff?: { readonly until: string; readonly asked: boolean };
}

const time = (text: string | undefined): number => Date.parse(text ?? '');

test.each(cases as Case[])('$case', ({ order, reason, ...given }) => {
  const { notBefore, notAfter, window, backOff, wanted: names = NAMES } = given;
  const decision = decide({
    now: time(given.now),
    current:
      notAfter === undefined
        ? undefined
        : {
            ...{ serial: '01', names: NAMES },
            ...{ notBefore: time(notBefore), notAfter: time(notAfter) },
          },
    issuer: notAfter === undefined ? undefined : (given.issuer ?? DIRECTORY),
    wanted: { names, directory: DIRECTORY },
    window: window && { start: time(window[0]), end: time(window[1]) },
    backOff: backOff && {
      failures: 1,
      until: time(backOff.until),
      asked: backOff.asked,
      reason: 'it failed',
    },
    force: given.force ?? false,
  });
  expect(decision.order).toBe(order);
  expect(decision.reason).toContain(reason);
});

describe('the pick inside a window', () => {
  const window = { start: time('2026-03-01'), end: time('2026-03-02') };
  const pick = (serial: string) =>
    dueAt({ serial, notBefore: time('2026-01-01'), notAfter: time('2026-04-01') }, window);

  test('is in it, the same for the same serial, and spread over it', () => {
    const picks = Array.from({ length: 200 }, (_, number) => pick(number.toString(16)));
    expect(picks.every((at) => at >= window.start && at < window.end)).toBe(true);
    expect(picks).toEqual(Array.from({ length: 200 }, (_, number) => pick(number.toString(16))));
    const late = picks.filter((at) => at > (window.start + window.end) / 2).length;
    expect(late).toBeGreaterThan(70);
    expect(late).toBeLessThan(130);
  });
});

test('what is overdue has half of what renewal leaves', () => {
  const long = { notBefore: time('2026-01-01'), notAfter: time('2026-04-01') };
  expect(isOverdue(long, time('2026-03-16'))).toBe(false);
  expect(isOverdue(long, time('2026-03-18'))).toBe(true);
  const short = { notBefore: time('2026-01-01'), notAfter: time('2026-01-07') };
  expect(isOverdue(short, time('2026-01-05T11:00:00Z'))).toBe(false);
  expect(isOverdue(short, time('2026-01-05T13:00:00Z'))).toBe(true);
});

describe('the back-off after failures', () => {
  test('doubles from half an hour to half a day', () => {
    let before: ReturnType<typeof afterFailure> | undefined;
    const waits = Array.from({ length: 8 }, () => {
      before = afterFailure(before, 0, { reason: 'down' });
      return before.until / HOUR;
    });
    expect(waits).toEqual([0.5, 1, 2, 4, 8, 12, 12, 12]);
  });

  test('is what the authority asks for, where it does', () => {
    const failure = { reason: 'rate limited', retryAfterMs: 30 * HOUR };
    expect(afterFailure(undefined, 0, failure)).toEqual({
      ...{ failures: 1, until: 30 * HOUR, asked: true, reason: 'rate limited' },
    });
  });
});
