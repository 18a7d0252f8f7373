import type { Cloud } from '../cloud/cloud.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { daysLeft } from '../lib/thresholds.ts';
import type { Observation } from '../run/observe.ts';
import type { Progress } from '../run/progress.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Decision } from './decision.ts';
import type { Served } from './prove-host.ts';

export interface RenewInput {
  readonly declaration: Declaration;
  readonly cloud: Cloud;
  readonly secrets: Secrets;
  readonly observation: Observation;
  /** Renew even if it is not due. */
  readonly force: boolean;
  readonly progress: Progress;
  readonly onDecision: (decision: Decision) => void;
  /** Milliseconds left of the run's time limit. */
  readonly leftMs: () => number;
}

export interface RenewReport {
  readonly renewed: boolean;
  /** One for each address of each host that answered. */
  readonly served: readonly (Served & { readonly host: string })[];
  /** One line for each failure: where, what, and what to do next. */
  readonly failures: readonly string[];
}

/** A line for each failure, and for each address of each host. `now` is in milliseconds since 1970. */
export function renewalText({ renewed, served, failures }: RenewReport, now: number): string {
  const rows = served.map(
    ({ host, address, serial, notAfter, distrust }) =>
      `  ${host.padEnd(12)} ${address.padEnd(24)} serial ${serial}  ${daysLeft(notAfter, now)} days left` +
      `${distrust === undefined ? '' : `  not trusted: ${distrust}`}`,
  );
  const verdict = renewed ? 'Renewed' : 'Nothing was renewed';
  return [
    `${verdict}${failures.length > 0 ? `; ${failures.length} failed:` : ', and all hosts serve the same certificate.'}`,
    ...failures.map((line) => `- ${line}`),
    ...rows,
  ].join('\n');
}

/** Days left of the certificate that expires first; undefined if no host answered. */
export const fewestDays = ({ served }: RenewReport, now: number): number | undefined =>
  served.length === 0 ? undefined : Math.min(...served.map(({ notAfter }) => daysLeft(notAfter, now)));
