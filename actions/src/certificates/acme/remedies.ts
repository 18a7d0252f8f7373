import { runWorkflow } from '../../lib/run-workflow.ts';
import type { AcmeFailure } from './problem.ts';

const CHOOSE = 'choose another `certificate.authority`.';
const NEW_ACCOUNT =
  'The account of this cluster is closed there: raise `generation` in cluster/cluster.yml and deploy, which opens a new one.';
const DELEGATED = 'Check at your registrar that the zone is delegated to ns1, ns2 and ns3.digitalocean.com.';
const DIRECTORY = 'Check that `certificate.authority` is the URL of an ACME directory.';
const NAMES =
  'The authority issues no certificate for that name: correct `domain` or `certificate.names` in cluster/cluster.yml.';
const FORCE = runWorkflow('certificates', { force: true });
const AGAIN = `To make a new order with a new key, ${FORCE}.`;

/** By the problem's type (RFC 8555, section 6.7; RFC 9773); `step/type` where the same type means something else. */
const REMEDIES: Readonly<Record<string, string>> = {
  'account/unauthorized': NEW_ACCOUNT,
  'new order/unauthorized': NEW_ACCOUNT,
  accountDoesNotExist: NEW_ACCOUNT,
  externalAccountRequired: `It only takes accounts that you register on its website: ${CHOOSE}`,
  userActionRequired: `Open the page that it names and agree to its terms. Then ${FORCE}.`,
  badPublicKey: `It does not accept the account's key (P-256): ${CHOOSE}`,
  badSignatureAlgorithm: `It does not accept the account's key (ES256): ${CHOOSE}`,
  invalidContact: `It only takes accounts with a contact address, and ours have none: ${CHOOSE}`,
  unsupportedContact: `It only takes accounts with a contact address, and ours have none: ${CHOOSE}`,
  noDnsChallenge: `It does not offer the DNS challenge, the only one used here: ${CHOOSE}`,
  noDirectory: DIRECTORY,

  rateLimited: 'Too many were ordered: a later run asks again, not before the authority allows.',
  rejectedIdentifier: NAMES,
  unsupportedIdentifier: NAMES,
  invalidProfile: 'The authority has no such profile: correct `certificate.profile`.',
  alreadyReplaced: AGAIN,

  caa: 'A CAA record forbids it: name this authority under `dns.caa` in the declaration, and apply.',
  dns: `The zone's name servers did not answer as they should. ${DELEGATED} Turn DNSSEC off there, since DigitalOcean does not sign zones.`,
  connection: `The zone's name servers could not be reached. ${DELEGATED}`,
  unauthorized: 'The proof in DNS was not found: is the zone delegated to ns1.digitalocean.com?',
  incorrectResponse: `The proof in DNS was not the expected one. ${DELEGATED}`,

  badCSR: AGAIN,
  'finalize/unauthorized': AGAIN,
  'issue/unauthorized': AGAIN,
  'download/unauthorized': AGAIN,
  orderNotReady: AGAIN,
  badNonce: 'This passes: the next run tries again.',
  timeLimit: 'The next run tries again; if it never suffices, raise `time-limit-minutes`.',
};

/** What to do next when an authority refuses a step. */
export const remedyFor = (step: string, failure: AcmeFailure): string =>
  REMEDIES[`${step}/${failure.type}`] ?? REMEDIES[failure.type ?? ''] ?? byStatus(step, failure);

function byStatus(step: string, { status }: AcmeFailure): string {
  if (status === undefined || status >= 500)
    return 'The authority is down or out of reach: the next run tries again.';
  if (step === 'directory') return DIRECTORY;
  return 'The next run makes a new order. If it is refused again, follow what the authority says above.';
}
