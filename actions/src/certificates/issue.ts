import type { Cloud } from '../cloud/cloud.ts';
import type { ObservedCloud } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { messageOf, type Progress, told } from '../run/progress.ts';
import { ACME_ACCOUNT_KEY, type Secrets } from '../secrets/secrets.ts';
import { AcmeError } from './acme/failure.ts';
import { orderCertificate } from './acme/order.ts';
import { awaitAuthoritative } from './authoritative.ts';
import { afterFailure } from './back-off.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { createChallenges } from './challenges.ts';
import { certificateNames, directoryOf } from './names.ts';
import type { Share, ShareContent } from './share.ts';

export interface IssueInput {
  readonly declaration: Declaration;
  readonly cloud: Cloud;
  readonly observed: ObservedCloud;
  readonly secrets: Secrets;
  readonly share: Share;
  /** What the share held before. */
  readonly found: ShareContent;
  /** The certificate to be replaced, by its renewal id. */
  readonly replaces?: string | undefined;
  readonly progress: Progress;
  /** Milliseconds that the run may still last. */
  readonly leftMs: () => number;
}

/** DigitalOcean's name servers take seconds, on a bad day minutes. */
const DNS_MS = 300_000;
/** What must be left of the run's time, to take the records away and to prove what the hosts serve. */
const AFTERWARDS_MS = 30_000;

/**
 * Orders a certificate and makes it the share's live one. A failure leaves the live one as it is, and word of it on
 * the share, so that the next runs do not ask too often.
 */
export async function issue(input: IssueInput): Promise<Certificate> {
  const { share, found } = input;
  try {
    const issued = await told(input.progress, 'certificate', 'ordering', () => orderAndPublish(input));
    if (found.backOff) await share.note('back-off', null);
    return issued;
  } catch (error) {
    const retryAfterMs = error instanceof AcmeError ? error.failure.retryAfterMs : undefined;
    const failure = { reason: messageOf(error), retryAfterMs };
    await share.note('back-off', afterFailure(found.backOff ?? undefined, Date.now(), failure));
    throw error;
  }
}

async function orderAndPublish(input: IssueInput): Promise<Certificate> {
  const { declaration, cloud, observed, secrets, share, found, progress } = input;
  const names = certificateNames(declaration);
  const directory = directoryOf(declaration);
  const left = found.challenges ?? [];
  const challenges = createChallenges({ cloud, share, left, records: observed.records });
  await challenges.sweep();
  try {
    const chain = await orderCertificate({
      directory,
      accountKey: secrets.value(ACME_ACCOUNT_KEY),
      names,
      profile: declaration.certificate.profile,
      replaces: input.replaces,
      csr: () => share.request(names),
      prove: async (records) => {
        await challenges.put(records);
        const timeoutMs = Math.min(DNS_MS, Math.max(0, input.leftMs() - AFTERWARDS_MS));
        await awaitAuthoritative(declaration.zone, records, timeoutMs);
      },
      leftMs: input.leftMs,
      onStep: (doing) => progress({ kind: 'start', subject: 'certificate', doing }),
    });
    return await publish(share, chain, names, directory);
  } finally {
    await challenges.remove();
  }
}

async function publish(
  share: Share,
  chain: string,
  names: readonly string[],
  directory: string,
): Promise<Certificate> {
  const issued = readCertificate(chain);
  const missing = names.filter((name) => !issued.names.includes(name));
  if (missing.length > 0) throw new Error(`The authority left out ${missing.join(', ')}: order again.`);
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  await share.publish(`${time}-${issued.serial.slice(0, 8)}`, chain, { directory });
  return issued;
}
