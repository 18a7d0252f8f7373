import { daysLeft } from '../lib/thresholds.ts';
import type { RenewReport } from './renewal.ts';

/** A line for each host and address, and each failure. `now` in milliseconds since 1970. */
export function renewalText({ renewed, served, failures }: RenewReport, now: number): string {
  const rows = served.map(
    ({ host, address, serial, notAfter, distrust }) =>
      `  ${host.padEnd(12)} ${address.padEnd(24)} serial ${serial}  ${daysLeft(notAfter, now)} days left` +
      `${distrust === undefined ? '' : `  not trusted: ${distrust}`}`,
  );
  const verdict = renewed ? 'Renewed' : 'Nothing was renewed';
  return [
    `${verdict}${failures.length > 0 ? `; ${failures.length} failed:` : ', and every host serves the same.'}`,
    ...failures.map((line) => `- ${line}`),
    ...rows,
  ].join('\n');
}

/** Of the host that has the least; undefined when none answered. */
export const fewestDays = ({ served }: RenewReport, now: number): number | undefined =>
  served.length === 0 ? undefined : Math.min(...served.map(({ notAfter }) => daysLeft(notAfter, now)));
