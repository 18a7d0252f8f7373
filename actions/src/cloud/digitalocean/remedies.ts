import { CloudError } from '../cloud.ts';
import type { Failure } from './errors.ts';

/** The failure as a person reads it, with what to do next. */
export const cloudError = (
  doing: string,
  scope: string,
  { status, answer, retryAfter }: Failure,
): CloudError => new CloudError(doing, status, answer, remedyFor(status, answer, scope, retryAfter));

/** As transient as it may be, there is no time left to try again. */
export const outOfTime = (doing: string, { status, answer }: Failure): CloudError =>
  new CloudError(
    doing,
    status,
    answer,
    "The run's time limit is used up: see https://status.digitalocean.com and run again, or raise time-limit-minutes.",
  );

const TOKENS = 'https://cloud.digitalocean.com/account/api/tokens';

function remedyFor(status = 0, answer: string, scope: string, retryAfter = 60): string {
  if (status === 401)
    return `The token is mistyped, revoked or expired: make one at ${TOKENS} and store it again.`;
  if (status === 403)
    return `The token lacks the scope ${scope}: give it a token that has it, from ${TOKENS}.`;
  if (status === 404) return 'It is gone since it was observed: plan again.';
  if (status === 429)
    return `The account's requests are used up: run again in ${Math.ceil(retryAfter / 60)} minutes.`;
  if (status >= 400 && status < 500) return refusedRemedy(answer);
  return 'See https://status.digitalocean.com and run again: what is already there is not made twice.';
}

const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [
    /droplet limit/i,
    'Ask for a higher limit at https://cloud.digitalocean.com/account/team/droplet_limit_increase.',
  ],
  [/smaller disk/i, 'A disk never shrinks: choose a size with the same disk or a larger one.'],
  [/size/i, 'Choose a size that the region offers: https://slugs.do-api.dev lists them.'],
  [/image/i, 'Choose an image that DigitalOcean offers, e.g. debian-13-x64.'],
  [
    /region/i,
    'Choose a region that takes new droplets: move the host to another file under cluster/regions/.',
  ],
  [/pending event/i, 'Another change of this droplet is under way: run again when it has ended.'],
  [/CNAME/i, 'A CNAME stands alone at its name: delete it, or the records beside it.'],
];

const refusedRemedy = (answer: string): string =>
  REFUSALS.find(([pattern]) => pattern.test(answer))?.[1] ??
  'Change what the declaration says about it, then plan again.';
