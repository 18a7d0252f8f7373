import { Failure } from '../../lib/failure.ts';
import { runWorkflow } from '../../lib/run-workflow.ts';
import type { AcmeFailure } from './problem.ts';

/** A step of an order that failed, e.g. `new order`. */
export class AcmeError extends Failure {
  constructor(
    step: string,
    readonly failure: AcmeFailure,
  ) {
    super({
      what: `Cannot complete the ACME step "${step}"`,
      cause: failure.detail,
      remedy: `${remedyFor(step, failure)} The current certificate stays in service.`,
    });
  }
}

const CHOOSE = 'Choose another `certificate.authority`.';
const NEW_ACCOUNT =
  "The authority has closed this cluster's account. Raise `generation` in cluster/cluster.yml and deploy, which opens a new one.";
const DELEGATION = 'Check at your registrar that the zone is delegated to ns1, ns2 and ns3.digitalocean.com.';
const DIRECTORY = 'Check that `certificate.authority` is the URL of an ACME directory.';
const NAMES =
  'The authority issues no certificate for that name. Correct `domain` or `certificate.names` in cluster/cluster.yml.';
const FORCE = runWorkflow('certificates', { force: true });
const NEW_ORDER = `To place a new order with a new key, ${FORCE}.`;

/** By the type of the problem (RFC 8555, section 6.7; RFC 9773); `step/type` if a type has another meaning in that step. */
const REMEDIES: Readonly<Record<string, string>> = {
  'account/unauthorized': NEW_ACCOUNT,
  'new order/unauthorized': NEW_ACCOUNT,
  accountDoesNotExist: NEW_ACCOUNT,
  externalAccountRequired: `The authority requires an account that you register on its website. ${CHOOSE}`,
  userActionRequired: `Open the page that the authority names and agree to its terms. Then ${FORCE}.`,
  badPublicKey: `The authority does not accept the account's key (P-256). ${CHOOSE}`,
  badSignatureAlgorithm: `The authority does not accept the account's key (ES256). ${CHOOSE}`,
  invalidContact: `The authority requires a contact address, and the cluster's account has none. ${CHOOSE}`,
  unsupportedContact: `The authority requires a contact address, and the cluster's account has none. ${CHOOSE}`,
  noDnsChallenge: `The authority does not offer the DNS challenge, the only one used here. ${CHOOSE}`,
  noDirectory: DIRECTORY,

  rateLimited: 'The rate limit is reached. A later run tries again, once the authority allows it.',
  rejectedIdentifier: NAMES,
  unsupportedIdentifier: NAMES,
  invalidProfile: 'The authority has no such profile. Correct `certificate.profile`.',
  alreadyReplaced: NEW_ORDER,

  caa: 'A CAA record forbids it. Add this authority to `dns.caa` in the declaration and apply.',
  dns: `The zone's name servers did not answer correctly. ${DELEGATION} Turn off DNSSEC there, because DigitalOcean does not sign zones.`,
  connection: `The authority could not reach the zone's name servers. ${DELEGATION}`,
  unauthorized: `The authority did not find the TXT record. ${DELEGATION}`,
  incorrectResponse: `The authority found another TXT record than expected. ${DELEGATION}`,

  badCSR: NEW_ORDER,
  'finalize/unauthorized': NEW_ORDER,
  'issue/unauthorized': NEW_ORDER,
  'download/unauthorized': NEW_ORDER,
  orderNotReady: NEW_ORDER,
  badNonce: 'This is temporary. The next run tries again.',
  timeLimit: 'The next run tries again. If the time never suffices, raise `time-limit-minutes`.',
};

const remedyFor = (step: string, failure: AcmeFailure): string =>
  REMEDIES[`${step}/${failure.type}`] ?? REMEDIES[failure.type ?? ''] ?? remedyByStatus(failure);

function remedyByStatus({ status }: AcmeFailure): string {
  if (status === undefined || status >= 500)
    return 'The authority is down or unreachable. The next run tries again.';
  return 'The next run places a new order. If it fails again, follow what the authority says above.';
}
