/**
 * Every threshold that a finding, a note or an alarm depends on, each in one place.
 *
 * A certificate's follow from its own lifetime (all times in milliseconds):
 *
 *     issued ──────────────── due ── late ─────── expired
 *
 * It is due with a third of its lifetime left, or half of a lifetime under ten days, as Let's Encrypt advises. It is
 * late once several daily runs have failed to renew it: with 27 of 90 days left.
 */
interface Life {
  readonly notBefore: number;
  readonly notAfter: number;
}

const DAY = 86_400_000;
const SHORT_LIVED = 10 * DAY;
/** A daily run that GitHub delays or that fails once is no reason for an alarm. */
const PATIENCE = 1.5 * DAY;

const dueLeft = (lifetime: number): number => lifetime / (lifetime < SHORT_LIVED ? 2 : 3);

function lateLeft(lifetime: number): number {
  const due = dueLeft(lifetime);
  return Math.max(due / 2, due - Math.max(PATIENCE, due / 10));
}

export const dueTime = ({ notBefore, notAfter }: Life): number => notAfter - dueLeft(notAfter - notBefore);

export const lateTime = ({ notBefore, notAfter }: Life): number => notAfter - lateLeft(notAfter - notBefore);

/** Whether renewals must have failed for some time. */
export const isOverdue = (life: Life, now: number): boolean => now > lateTime(life);

export const daysLeft = (notAfter: number, now: number): number => Math.floor((notAfter - now) / DAY);

/** Lifetime of the certificates that a profile of Let's Encrypt stands for, in days. */
const PROFILES: Readonly<Record<string, number>> = { shortlived: 6 };
const DEFAULT_DAYS = 90;

/** Expected lifetime of a certificate with this profile. */
export const lifetimeOf = (profile?: string): number => (PROFILES[profile ?? ''] ?? DEFAULT_DAYS) * DAY;

/** The most days an alert may be set to: a certificate that is renewed in time always has more left. */
export const mostAlertDays = (profile?: string): number => Math.floor(lateLeft(lifetimeOf(profile)) / DAY);

/** Days left at which DigitalOcean sends its e-mail, unless the declaration says otherwise. */
export const defaultAlertDays = (profile?: string): number => Math.min(7, mostAlertDays(profile));

/** Below this share of free disk a night's upgrades or a database dump may not fit. */
export const LOW_DISK_PERCENT = 10;
export const LOW_MEMORY_PERCENT = 7;
/** A few seconds are the network's. With more, logins, certificates and the order of posts suffer. */
export const CLOCK_OFF_SECONDS = 10;

/** The part as a percentage of the whole, rounded down. */
export const percentOf = (part: number, whole: number): number => Math.floor((100 * part) / whole);

export const isDiskLow = ({ freeMiB, totalMiB }: { readonly freeMiB: number; readonly totalMiB: number }) =>
  percentOf(freeMiB, totalMiB) < LOW_DISK_PERCENT;

export const isClockOff = (seconds: number): boolean => Math.abs(seconds) >= CLOCK_OFF_SECONDS;
