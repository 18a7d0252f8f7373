import { createHash } from 'node:crypto';
import { sameNames } from '../declaration/site-names.ts';
import { dueTime, lateTime } from '../lib/thresholds.ts';
import { type BackOff, binds } from './back-off.ts';
import type { Certificate } from './certificate.ts';
import type { Origin } from './share.ts';

/** When the authority suggests to renew (RFC 9773), in milliseconds since 1970. */
export interface RenewalWindow {
  readonly start: number;
  readonly end: number;
}

/** The authority, the account and the names of the wanted certificate. */
interface Wanted extends Required<Origin> {
  readonly names: readonly string[];
}

interface DecisionInput {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The live certificate on the share; absent before the first was issued. */
  readonly current?:
    | Pick<Certificate, 'serial' | 'notBefore' | 'notAfter' | 'names' | 'renewalId'>
    | undefined;
  /** The authority and account that issued it; absent if the share does not say. */
  readonly origin?: Origin;
  readonly wanted: Wanted;
  readonly window?: RenewalWindow;
  readonly backOff?: BackOff;
  readonly force: boolean;
}

export interface Decision {
  readonly order: boolean;
  /** Why, or why not yet. */
  readonly reason: string;
  /** Renewal id of the certificate to replace. */
  readonly replaces?: string;
}

/** Decides whether to order a certificate now. Pure: the same input gives the same decision on every runner. */
export function decide(input: DecisionInput): Decision {
  const reason = input.force ? 'forced' : reasonToOrder(input);
  const { backOff, now, wanted, force } = input;
  if (reason !== undefined && backOff && binds(backOff, wanted, { now, force })) {
    return { order: false, reason: `${reason}, but not before ${date(backOff.until)}: ${backOff.reason}` };
  }
  return reason === undefined
    ? { order: false, reason: notYet(input) }
    : { order: true, reason, replaces: replaced(input) };
}

/**
 * An authority accepts the hint only from the account that ordered the certificate, for an order with a name in common.
 * After a failure the order omits it, because it may be the cause.
 */
function replaced({ current, origin, wanted, window, backOff }: DecisionInput): string | undefined {
  const same = origin?.directory === wanted.directory && origin.account === wanted.account;
  const shares = current?.names.some((name) => wanted.names.includes(name)) ?? false;
  return window !== undefined && same && shares && !backOff ? current?.renewalId : undefined;
}

function reasonToOrder({ now, current, origin, wanted, window }: DecisionInput): string | undefined {
  if (!current) return 'there is none yet';
  if (now >= current.notAfter) return `expired on ${date(current.notAfter)}`;
  if (!sameNames(current.names, wanted.names)) return `the declared names are now ${wanted.names.join(', ')}`;
  if (origin && origin.directory !== wanted.directory)
    return `the declared authority is now ${wanted.directory}`;
  const due = dueAt(current, window);
  return now >= due ? `due since ${date(due)}, expires on ${date(current.notAfter)}` : undefined;
}

const notYet = ({ current, window }: DecisionInput): string =>
  current
    ? `not due before ${date(dueAt(current, window))}, expires on ${date(current.notAfter)}`
    : 'there is none yet';

/**
 * A moment in the authority's window; without a window, the lifetime determines it. It is never so late that the renewal counts as
 * overdue, even if the window ends later.
 */
export function dueAt(
  { serial, ...life }: Pick<Certificate, 'serial' | 'notBefore' | 'notAfter'>,
  window?: RenewalWindow,
): number {
  if (window === undefined) return dueTime(life);
  return Math.min(window.start + (window.end - window.start) * share(serial), lateTime(life));
}

/** From 0 to 1, determined by the serial, so every run picks the same moment. */
const share = (serial: string): number =>
  createHash('sha256').update(serial).digest().readUInt32BE() / 2 ** 32;

const date = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
