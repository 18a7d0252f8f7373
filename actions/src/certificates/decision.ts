import { createHash } from 'node:crypto';
import type { BackOff } from './back-off.ts';
import type { Certificate } from './certificate.ts';

/** When the authority would have it renewed (RFC 9773), in milliseconds since 1970. */
export interface RenewalWindow {
  readonly start: number;
  readonly end: number;
}

export interface DecisionInput {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The live one on the share; absent before the first was issued. */
  readonly current?: Pick<Certificate, 'serial' | 'notBefore' | 'notAfter' | 'names'> | undefined;
  /** URL of the directory that issued it. */
  readonly issuer?: string | undefined;
  readonly wanted: {
    readonly names: readonly string[];
    /** URL of the directory to order from. */
    readonly directory: string;
  };
  readonly window?: RenewalWindow | undefined;
  readonly backOff?: BackOff | undefined;
  readonly force: boolean;
}

export interface Decision {
  readonly order: boolean;
  /** For people: why, or why not yet. */
  readonly reason: string;
}

const DAY = 86_400_000;
const SHORT_LIVED = 10 * DAY;

/** Whether to order a certificate now. Pure: the same input gives the same answer on every runner. */
export function decide(input: DecisionInput): Decision {
  const why = input.force ? 'asked for by force' : cause(input);
  const { backOff, now } = input;
  // What the authority asked for binds a person too; what we keep by ourselves does not.
  if (why !== undefined && backOff && now < backOff.until && (backOff.asked || !input.force)) {
    return { order: false, reason: `${why}, but not before ${date(backOff.until)}: ${backOff.reason}` };
  }
  return why === undefined ? { order: false, reason: notYet(input) } : { order: true, reason: why };
}

function cause({ now, current, issuer, wanted, window }: DecisionInput): string | undefined {
  if (!current) return 'the share holds none';
  if (now >= current.notAfter) return `expired on ${date(current.notAfter)}`;
  if (differ(current.names, wanted.names)) return `the names are now ${wanted.names.join(', ')}`;
  if (issuer !== undefined && issuer !== wanted.directory) return `the authority is now ${wanted.directory}`;
  const due = dueAt(current, window);
  return now >= due ? `due since ${date(due)}, expires on ${date(current.notAfter)}` : undefined;
}

const notYet = ({ current, window }: DecisionInput): string =>
  current
    ? `not due before ${date(dueAt(current, window))}, expires on ${date(current.notAfter)}`
    : 'the share holds none';

const differ = (some: readonly string[], others: readonly string[]): boolean =>
  [...some].sort().join() !== [...others].sort().join();

/**
 * A moment in the authority's window, else at a third of the lifetime left, half for one shorter than ten days, as
 * Let's Encrypt advises. Never so late that a few failed runs would let it expire, whatever the window says.
 */
export function dueAt(
  { serial, notBefore, notAfter }: Pick<Certificate, 'serial' | 'notBefore' | 'notAfter'>,
  window?: RenewalWindow,
): number {
  const lifetime = notAfter - notBefore;
  const left = lifetime / (lifetime < SHORT_LIVED ? 2 : 3);
  if (window === undefined) return notAfter - left;
  return Math.min(window.start + (window.end - window.start) * share(serial), notAfter - left / 2);
}

/** From 0 to 1, by the serial alone: a run that remembers nothing picks the same moment as the one before. */
const share = (serial: string): number =>
  createHash('sha256').update(serial).digest().readUInt32BE() / 2 ** 32;

/** Whether so little is left that renewals must have failed for some time. */
export const isOverdue = (
  { notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>,
  now: number,
): boolean => {
  const lifetime = notAfter - notBefore;
  return notAfter - now < lifetime / (lifetime < SHORT_LIVED ? 4 : 6);
};

export const daysLeft = (notAfter: number, now: number): number => Math.floor((notAfter - now) / DAY);

const date = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
