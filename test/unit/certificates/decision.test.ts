import { describe, expect, test } from 'vitest';
import { afterFailure } from '../../../actions/src/certificates/back-off.ts';
import { decide, dueAt } from '../../../actions/src/certificates/decision.ts';
import { defaultAlertDays, isOverdue, mostAlertDays } from '../../../actions/src/lib/thresholds.ts';
import cases from './decision-cases.json' with { type: 'json' };

const NAMES = ['a.example', 'www.a.example'];
const DIRECTORY = 'https://ca.example/directory';
const ACCOUNT = 'an-account';
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
  /** The account that ordered the current certificate; by default the one that orders now. */
  readonly account?: string;
  /** The expected renewal id in the order. */
  readonly replaces?: string;
  readonly window?: readonly string[];
  readonly force?: boolean;
  readonly backOff?: {
    readonly until: string;
    readonly asked: boolean;
    readonly directory?: string;
    readonly names?: string[];
  };
}

const time = (text: string | undefined): number => Date.parse(text ?? '');

test.each(cases as Case[])('$case', ({ order, reason, replaces, ...given }) => {
  const { notBefore, notAfter, window, backOff, wanted: names = NAMES } = given;
  const decision = decide({
    now: time(given.now),
    current:
      notAfter === undefined
        ? undefined
        : {
            ...{ serial: '01', names: NAMES, renewalId: 'an-id' },
            ...{ notBefore: time(notBefore), notAfter: time(notAfter) },
          },
    origin:
      notAfter === undefined
        ? undefined
        : { directory: given.issuer ?? DIRECTORY, account: given.account ?? ACCOUNT },
    wanted: { names, directory: DIRECTORY, account: ACCOUNT },
    window: window && { start: time(window[0]), end: time(window[1]) },
    backOff: backOff && {
      ...backOff,
      failures: 1,
      until: time(backOff.until),
      reason: 'it failed',
    },
    force: given.force ?? false,
  });
  expect(decision.order).toBe(order);
  expect(decision.reason).toContain(reason);
  expect(decision.replaces).toBe(replaces);
});

describe('the moment inside a window', () => {
  const window = { start: time('2026-03-01'), end: time('2026-03-02') };
  const pick = (serial: string) =>
    dueAt({ serial, notBefore: time('2026-01-01'), notAfter: time('2026-04-01') }, window);

  test('depends only on the serial, and serials spread over the window', () => {
    const picks = Array.from({ length: 200 }, (_, number) => pick(number.toString(16)));
    expect(picks.every((at) => at >= window.start && at < window.end)).toBe(true);
    expect(picks).toEqual(Array.from({ length: 200 }, (_, number) => pick(number.toString(16))));
    const late = picks.filter((at) => at > (window.start + window.end) / 2).length;
    expect(late).toBeGreaterThan(70);
    expect(late).toBeLessThan(130);
  });
});

describe('a certificate is overdue', () => {
  const HOURS_LEFT = [
    ['with 90 days of life: a month before its end', 90, 27 * 24],
    ['with 45 days: after one or two daily runs have failed', 45, 13.5 * 24],
    ['with 6 days: likewise', 6, 36],
    ['with one day: halfway between the renewal and its end', 1, 6],
  ] as const;
  test.each(HOURS_LEFT)('%s', (_, days, left) => {
    const life = { notBefore: 0, notAfter: days * 24 * HOUR };
    expect(isOverdue(life, life.notAfter - (left + 1) * HOUR)).toBe(false);
    expect(isOverdue(life, life.notAfter - (left - 1) * HOUR)).toBe(true);
  });

  test('earlier than the largest threshold of a DigitalOcean alert', () => {
    expect([mostAlertDays(), defaultAlertDays()]).toEqual([27, 7]);
    expect([mostAlertDays('shortlived'), defaultAlertDays('shortlived')]).toEqual([1, 1]);
  });
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

  test('follows the authority if it names a time, up to its longest rate limit', () => {
    const failure = { reason: 'rate limited', retryAfterMs: 30 * HOUR, directory: DIRECTORY, names: NAMES };
    expect(afterFailure(undefined, 0, failure)).toEqual({
      ...{ failures: 1, until: 30 * HOUR, asked: true, reason: 'rate limited' },
      ...{ directory: DIRECTORY, names: NAMES },
    });
    expect(afterFailure(undefined, 0, { ...failure, retryAfterMs: 9999 * HOUR }).until).toBe(168 * HOUR);
  });
});
