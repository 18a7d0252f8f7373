import { type AccountState, ASK_FOR_MORE, BILLING, lockedText, warningText } from '../allowance.ts';
import { CloudError } from '../cloud.ts';
import type { Failure } from './errors.ts';

/** What was asked, and all that is known of why it was refused. */
interface Refused {
  readonly doing: string;
  readonly scope: string;
  readonly failure: Failure;
  /** After a 403: a locked account is refused in the words of a token that lacks a scope. */
  readonly account?: AccountState;
}

/** The failure as a person reads it, with what to do next. */
export const cloudError = (refused: Refused): CloudError =>
  new CloudError(refused.doing, refused.failure.status, refused.failure.answer, remedyFor(refused));

/** As transient as it may be, there is no time left to try again. */
export const outOfTime = (
  doing: string,
  { status, answer }: Pick<Failure, 'status' | 'answer'>,
): CloudError =>
  new CloudError(
    doing,
    status,
    answer,
    "The run's time limit is used up: see https://status.digitalocean.com and run again, or raise time-limit-minutes.",
  );

const TOKENS = 'https://cloud.digitalocean.com/account/api/tokens';

function remedyFor({ scope, account, failure }: Refused): string {
  const { status = 0, answer, retryAfter = 60 } = failure;
  if (status === 401)
    return `The token is mistyped, revoked or expired: make one at ${TOKENS} and store it again.`;
  if (status === 402) return PAY;
  if (status === 403) return forbiddenRemedy(answer, scope, account);
  if (status === 404) return 'It is gone since it was observed: plan again.';
  if (status === 429)
    return `The account's requests are used up: run again in ${Math.ceil(retryAfter / 60)} minutes.`;
  if (status >= 400 && status < 500) return refusedRemedy(answer, scope);
  return 'See https://status.digitalocean.com and run again: what is already there is not made twice.';
}

const UNPAID = /payment|billing|balance|invoice|past due|credit card/i;
const PAY = `Pay what is open, or add a way to pay, at ${BILLING}; then run again.`;

function forbiddenRemedy(answer: string, scope: string, account: AccountState | undefined): string {
  if (account?.status === 'locked') return lockedText(account);
  if (/locked|suspended/i.test(answer)) return lockedText({ message: '' });
  if (UNPAID.test(answer)) return PAY;
  const rights = `The token lacks the scope ${scope}: give it a token that has it, from ${TOKENS}.`;
  return account?.status === 'warning' ? `${warningText(account)} Otherwise: ${rights}` : rights;
}

interface Known {
  readonly answer: RegExp;
  /** Of what was asked; absent: whatever that was. */
  readonly scope?: RegExp;
  readonly remedy: string;
}

/** The first that fits: a sentence on a payment may speak of a size, and one on a region's size of both. */
const REFUSALS: readonly Known[] = [
  {
    answer: UNPAID,
    remedy: PAY,
  },
  {
    answer: /invalid email|email.*verif/i,
    remedy:
      'DigitalOcean writes to verified addresses of the account or team only: declare one of those under `alerts.email`.',
  },
  {
    answer: /locked|suspended|verif/i,
    remedy:
      'Sign in at https://cloud.digitalocean.com and follow what it asks of the account; then run again.',
  },
  {
    answer: /droplet limit/i,
    remedy: `Ask for a higher limit at ${ASK_FOR_MORE}, or destroy droplets that are no longer needed.`,
  },
  {
    answer: /already|exist|taken|in use/i,
    scope: /^domain:create$/,
    remedy:
      'The zone is in another account or team of DigitalOcean, since this one does not have it: use a token of that ' +
      'account, or delete the domain there (Networking > Domains) and run again. If you own the domain and do not ' +
      'know the account, ask https://cloudsupport.digitalocean.com to release it.',
  },
  {
    answer: /smaller disk/i,
    remedy: 'A disk never shrinks: choose a size with the same disk or a larger one.',
  },
  {
    answer: /restricted/i,
    remedy:
      'Choose another size, or ask https://cloudsupport.digitalocean.com to open this one for the account.',
  },
  {
    answer: /capacity|temporarily|currently (disabled|unavailable)/i,
    remedy: 'The region has no room for it at the moment: run again later, or choose another size or region.',
  },
  { answer: /size/i, remedy: 'Choose a size that the region offers: https://slugs.do-api.dev lists them.' },
  { answer: /image/i, remedy: 'Choose an image that DigitalOcean offers, e.g. debian-13-x64.' },
  {
    answer: /region/i,
    remedy: 'Choose a region that takes new droplets: move the host to another file under cluster/regions/.',
  },
  {
    answer: /pending event/i,
    remedy: 'Another change of this droplet is under way: run again when it has ended.',
  },
  { answer: /CNAME/i, remedy: 'A CNAME stands alone at its name: delete it, or the records beside it.' },
];

const refusedRemedy = (answer: string, scope: string): string =>
  REFUSALS.find((known) => known.answer.test(answer) && (known.scope?.test(scope) ?? true))?.remedy ??
  'Change what the declaration says about it, then plan again.';
