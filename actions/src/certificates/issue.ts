import type { Cloud } from '../cloud/cloud.ts';
import { challengeClashes } from '../cloud/record/clashes.ts';
import type { ObservedCloud } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { certificateNames, directoryOf } from '../declaration/site-names.ts';
import { Failure, messageOf } from '../lib/failure.ts';
import { type Progress, step } from '../run/progress.ts';
import { ACME_ACCOUNT_KEY, type Secrets } from '../secrets/secrets.ts';
import { AcmeError } from './acme/failure.ts';
import { orderCertificate, thumbprint } from './acme/order.ts';
import { afterFailure, type BackOff } from './back-off.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { awaitAuthoritative, type Challenges, createChallenges } from './challenges.ts';
import type { Origin, Share, ShareContent } from './share.ts';

interface IssueInput {
  readonly declaration: Declaration;
  readonly cloud: Cloud;
  readonly observed: ObservedCloud;
  readonly secrets: Secrets;
  readonly share: Share;
  /** The share's content before the order. */
  readonly found: ShareContent;
  /** Renewal id of the certificate to replace. */
  readonly replaces?: string;
  readonly progress: Progress;
  /** Milliseconds left of the run's time limit. */
  readonly leftMs: () => number;
}

/** DigitalOcean's name servers need seconds, on a bad day minutes. */
const DNS_MS = 300_000;
/** The time that must be left to delete the records and to check what the hosts serve. */
const AFTERWARDS_MS = 30_000;

interface Issued {
  readonly certificate: Certificate;
  /** One line for each failure that did not prevent the certificate. */
  readonly warnings: readonly string[];
}

/**
 * Orders a certificate and makes it the live one on the share. A failure leaves the live one unchanged, and is recorded on the
 * share to keep later runs within the rate limits. Failures of what only later runs need do not fail the order.
 */
export async function issue(input: IssueInput): Promise<Issued> {
  const { share, found } = input;
  try {
    const issued = await step(input.progress, 'certificate', 'ordering', () => orderAndPublish(input));
    const kept = found.backOff ? await tryTo(() => share.note('back-off', null)) : [];
    return { ...issued, warnings: [...issued.warnings, ...kept] };
  } catch (error) {
    await tryTo(() => share.note('back-off', backOffAfter(error, input)));
    throw error;
  }
}

function backOffAfter(error: unknown, { declaration, found }: IssueInput): BackOff {
  const retryAfterMs = error instanceof AcmeError ? error.failure.retryAfterMs : undefined;
  return afterFailure(found.backOff ?? undefined, Date.now(), {
    ...{ reason: messageOf(error), retryAfterMs },
    ...{ directory: directoryOf(declaration), names: certificateNames(declaration) },
  });
}

/** Runs work that the certificate does not depend on. Returns the reason if it fails. */
async function tryTo(work: () => Promise<unknown>): Promise<string[]> {
  try {
    await work();
    return [];
  } catch (error) {
    return [messageOf(error)];
  }
}

async function orderAndPublish(input: IssueInput): Promise<Issued> {
  const { cloud, observed, share, found } = input;
  const left = found.challenges ?? [];
  const challenges = createChallenges({ cloud, share, left, records: observed.records });
  const swept = await tryTo(challenges.sweep);
  const outcome = await orderOnce(input, challenges).catch((error: unknown) => ({ error }));
  const removed = await tryTo(challenges.remove);
  if ('error' in outcome) throw outcome.error;
  return { ...outcome, warnings: [...swept, ...outcome.warnings, ...removed] };
}

async function orderOnce(input: IssueInput, challenges: Challenges): Promise<Issued> {
  const { declaration, secrets, share, progress } = input;
  const names = certificateNames(declaration);
  const directory = directoryOf(declaration);
  const accountKey = secrets.value(ACME_ACCOUNT_KEY);
  const { chain, warnings } = await orderCertificate({
    ...{ directory, accountKey, names },
    profile: declaration.certificate.profile,
    replaces: input.replaces,
    csr: () => share.request(names),
    prove: async (records) => {
      const [obstacle] = challengeClashes(declaration, input.observed.foreign);
      if (obstacle !== undefined) throw new Error(obstacle);
      await challenges.put(records);
      const timeoutMs = Math.min(DNS_MS, Math.max(0, input.leftMs() - AFTERWARDS_MS));
      await awaitAuthoritative(declaration.zone, records, timeoutMs);
    },
    leftMs: input.leftMs,
    onStep: (doing) => progress({ kind: 'start', subject: 'certificate', doing }),
  });
  const origin = { directory, account: thumbprint(accountKey) };
  return { certificate: await publish(share, chain, names, origin), warnings };
}

async function publish(
  share: Share,
  chain: string,
  names: readonly string[],
  origin: Origin,
): Promise<Certificate> {
  const issued = readCertificate(chain);
  const missing = names.filter((name) => !issued.names.includes(name));
  if (missing.length > 0)
    throw new Failure({
      what: `The authority issued a certificate without ${missing.join(', ')}`,
      remedy: 'The next run orders again.',
    });
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  await share.publish(`${time}-${issued.serial.slice(0, 8)}`, chain, origin);
  return issued;
}
