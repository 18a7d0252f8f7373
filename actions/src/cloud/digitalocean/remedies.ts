import { type AccountState, ASK_FOR_MORE, BILLING, lockedText, warningText } from '../allowance.ts';
import { CloudError } from '../cloud.ts';
import type { Failure } from './errors.ts';

/** A refused request, and everything known about why. */
interface Refused {
  readonly doing: string;
  readonly scope: string;
  readonly failure: Failure;
  /** Read after a 403, because DigitalOcean refuses a locked account and a missing scope in the same words. */
  readonly account?: AccountState;
}

/** The failure with what to do next. */
export const cloudError = (refused: Refused): CloudError =>
  new CloudError(refused.doing, refused.failure.status, refused.failure.answer, remedyFor(refused));

/** A transient failure after which no time is left for another attempt. */
export const outOfTime = (
  doing: string,
  { status, answer }: Pick<Failure, 'status' | 'answer'>,
): CloudError =>
  new CloudError(
    doing,
    status,
    answer,
    "The run's time limit is used up. See https://status.digitalocean.com and run again, or raise time-limit-minutes.",
  );

const TOKENS = 'https://cloud.digitalocean.com/account/api/tokens';

function remedyFor({ scope, account, failure }: Refused): string {
  const { status = 0, answer, retryAfter = 60 } = failure;
  if (status === 401)
    return `The token is mistyped, revoked or expired. Create a new one at ${TOKENS} and store it again.`;
  if (status === 402) return PAY;
  if (status === 403) return forbiddenRemedy(answer, scope, account);
  if (status === 404) return 'It was deleted after it was observed. Plan again.';
  if (status === 429)
    return `The account's API requests are used up. Run again in ${Math.ceil(retryAfter / 60)} minutes.`;
  if (status >= 400 && status < 500) return refusedRemedy(answer, scope);
  return 'See https://status.digitalocean.com and run again. Existing resources are not created twice.';
}

const UNPAID = /payment|billing|balance|invoice|past due|credit card/i;
const PAY = `Pay the open balance, or add a payment method, at ${BILLING}; then run again.`;

function forbiddenRemedy(answer: string, scope: string, account: AccountState | undefined): string {
  if (account?.status === 'locked') return lockedText(account);
  if (/locked|suspended/i.test(answer)) return lockedText({ message: '' });
  if (UNPAID.test(answer)) return PAY;
  const rights = `The token does not have the scope ${scope}. Create a token with that scope at ${TOKENS}.`;
  return account?.status === 'warning' ? `${warningText(account)} Otherwise: ${rights}` : rights;
}

interface Known {
  readonly answer: RegExp;
  /** The scope of the request; absent: any. */
  readonly scope?: RegExp;
  readonly remedy: string;
}

/** The first match counts: an answer about a payment may mention a size, and one about a size may mention a region. */
const REFUSALS: readonly Known[] = [
  {
    answer: UNPAID,
    remedy: PAY,
  },
  {
    answer: /invalid email|email.*verif/i,
    remedy:
      'DigitalOcean sends e-mail only to verified addresses of the account or team. Declare one of those under `alerts.email`.',
  },
  {
    answer: /locked|suspended|verif/i,
    remedy:
      'Sign in at https://cloud.digitalocean.com and follow its instructions for the account. Then run again.',
  },
  {
    answer: /droplet limit/i,
    remedy: `Request a higher limit at ${ASK_FOR_MORE}, or destroy droplets that are no longer needed.`,
  },
  {
    answer: /already|exist|taken|in use/i,
    scope: /^domain:create$/,
    remedy:
      'Another DigitalOcean account or team has the zone. Use a token of that ' +
      'account, or delete the domain there (Networking > Domains) and run again. If you own the domain and do not ' +
      'know the account, ask https://cloudsupport.digitalocean.com to release it.',
  },
  {
    answer: /smaller disk/i,
    remedy: 'A disk cannot shrink. Choose a size whose disk is as large or larger.',
  },
  {
    answer: /restricted/i,
    remedy:
      'Choose another size, or ask https://cloudsupport.digitalocean.com to enable this one for the account.',
  },
  {
    answer: /capacity|temporarily|currently (disabled|unavailable)/i,
    remedy: 'The region has no capacity at the moment. Run again later, or choose another size or region.',
  },
  { answer: /size/i, remedy: 'Choose a size that the region offers: https://slugs.do-api.dev lists them.' },
  { answer: /image/i, remedy: 'Choose an image that DigitalOcean offers, e.g. debian-13-x64.' },
  {
    answer: /region/i,
    remedy: 'Move the host to the file of a region that accepts new droplets, under cluster/regions/.',
  },
  {
    answer: /pending event/i,
    remedy:
      'DigitalOcean is still working on another change of this droplet. Run again when it has finished.',
  },
  {
    answer: /CNAME/i,
    remedy: 'A CNAME cannot stand next to other records. Delete it, or the other records at its name.',
  },
];

const refusedRemedy = (answer: string, scope: string): string =>
  REFUSALS.find((known) => known.answer.test(answer) && (known.scope?.test(scope) ?? true))?.remedy ??
  'Change its declaration, then plan again.';
