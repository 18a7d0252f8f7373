import { interruptionsOf } from './interruptions.ts';
import type { CloudChange, Plan } from './plan.ts';
import { warningOf } from './warnings.ts';
import { isPrimary, listed } from './words.ts';

type Decided = Pick<Plan, 'cloud' | 'hosts' | 'rotation'>;

/** Why a plan is applied only when a person confirmed its fingerprint (design rule 5). */
export const dangersOf = (plan: Decided): string[] => [
  ...plan.cloud.filter(isDangerous).flatMap((change) => warningOf(change) ?? []),
  ...tooManyAtOnce(plan),
];

/** A web host may restart while others serve; there is only one primary. */
const isDangerous = (change: CloudChange): boolean =>
  change.risk === 'takes-away' ||
  change.risk === 'data' ||
  (change.risk === 'restart' && isPrimary(change.observed));

/** More than this share of the rotation in one plan needs a second look, however gently it is done. */
const SHARE = 1 / 3;

function tooManyAtOnce(plan: Decided): string[] {
  const { before } = plan.rotation;
  const disturbed = before.filter((host) => isTakenOrRestarted(plan, host));
  if (disturbed.length <= before.length * SHARE) return [];
  return [
    `${listed(disturbed)}: ${disturbed.length} of the ${before.length} in the rotation would be taken away or ` +
      'restarted, more than a third. They are taken a few at a time, and the first that fails stops the rest.',
  ];
}

const isTakenOrRestarted = ({ cloud, hosts }: Decided, host: string): boolean =>
  cloud.some(({ address, risk }) => address === `droplet/${host}` && risk !== 'none') ||
  hosts.some((plan) => plan.host === host && interruptionsOf(plan).length > 0);
