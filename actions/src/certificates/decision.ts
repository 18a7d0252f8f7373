import { createHash } from 'node:crypto';
import { sameNames } from '../declaration/certificate-names.ts';
import { dueTime, lateTime } from '../lib/thresholds.ts';
import { type BackOff, binds } from './back-off.ts';
import type { Certificate } from './certificate.ts';
import type { Origin } from './share.ts';

/** When the authority would have it renewed (RFC 9773), in milliseconds since 1970. */
export interface RenewalWindow {
  readonly start: number;
  readonly end: number;
}

/** Who is asked for a certificate, and what for. */
interface Wanted extends Required<Origin> {
  readonly names: readonly string[];
}

interface DecisionInput {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The live one on the share; absent before the first was issued. */
  readonly current?:
    | Pick<Certificate, 'serial' | 'notBefore' | 'notAfter' | 'names' | 'renewalId'>
    | undefined;
  /** What issued it; absent when the share does not say. */
  readonly origin?: Origin;
  readonly wanted: Wanted;
  readonly window?: RenewalWindow;
  readonly backOff?: BackOff;
  readonly force: boolean;
}

export interface Decision {
  readonly order: boolean;
  /** For people: why, or why not yet. */
  readonly reason: string;
  /** Renewal id of the certificate that the ordered one is to replace. */
  readonly replaces?: string;
}

/** Whether to order a certificate now. Pure: the same input gives the same answer on every runner. */
export function decide(input: DecisionInput): Decision {
  const why = input.force ? 'asked for by force' : cause(input);
  const { backOff, now, wanted, force } = input;
  if (why !== undefined && backOff && binds(backOff, wanted, { now, force })) {
    return { order: false, reason: `${why}, but not before ${date(backOff.until)}: ${backOff.reason}` };
  }
  return why === undefined
    ? { order: false, reason: notYet(input) }
    : { order: true, reason: why, replaces: replaced(input) };
}

/**
 * An authority takes the hint only from the account that ordered the certificate, for an order with a name in common.
 * After a failure the order goes without it: it may be the cause.
 */
function replaced({ current, origin, wanted, window, backOff }: DecisionInput): string | undefined {
  const same = origin?.directory === wanted.directory && origin.account === wanted.account;
  const shares = current?.names.some((name) => wanted.names.includes(name)) ?? false;
  return window !== undefined && same && shares && !backOff ? current?.renewalId : undefined;
}

function cause({ now, current, origin, wanted, window }: DecisionInput): string | undefined {
  if (!current) return 'the share holds none';
  if (now >= current.notAfter) return `expired on ${date(current.notAfter)}`;
  if (!sameNames(current.names, wanted.names)) return `the names are now ${wanted.names.join(', ')}`;
  if (origin && origin.directory !== wanted.directory) return `the authority is now ${wanted.directory}`;
  const due = dueAt(current, window);
  return now >= due ? `due since ${date(due)}, expires on ${date(current.notAfter)}` : undefined;
}

const notYet = ({ current, window }: DecisionInput): string =>
  current
    ? `not due before ${date(dueAt(current, window))}, expires on ${date(current.notAfter)}`
    : 'the share holds none';

/**
 * A moment in the authority's window, else when the lifetime says so. Never so late that it would count as late,
 * whatever the window says.
 */
export function dueAt(
  { serial, ...life }: Pick<Certificate, 'serial' | 'notBefore' | 'notAfter'>,
  window?: RenewalWindow,
): number {
  if (window === undefined) return dueTime(life);
  return Math.min(window.start + (window.end - window.start) * share(serial), lateTime(life));
}

/** From 0 to 1, by the serial alone: a run that remembers nothing picks the same moment as the one before. */
const share = (serial: string): number =>
  createHash('sha256').update(serial).digest().readUInt32BE() / 2 ** 32;

const date = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
