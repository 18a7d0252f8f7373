import type { HostDeclaration } from '../declaration/declaration.ts';
import { certificateNames, directoryOf } from '../declaration/site-names.ts';
import type { HostConnection } from '../hosts/link/connection.ts';
import { Failure, messageOf } from '../lib/failure.ts';
import type { Observation } from '../run/observe.ts';
import { ACME_ACCOUNT_KEY } from '../secrets/secrets.ts';
import { thumbprint } from './acme/order.ts';
import { renewalWindow } from './acme/renewal-info.ts';
import { type Certificate, readUnlessCorrupt } from './certificate.ts';
import { type Decision, decide } from './decision.ts';
import { issue } from './issue.ts';
import { proveHosts } from './prove-hosts.ts';
import type { RenewInput, RenewReport } from './renewal.ts';
import { lookOrRestore } from './restore.ts';
import { openShare, type ShareContent } from './share.ts';

/** Makes every web host serve a certificate for all names. Returns one line for each failure. */
export async function certify(input: Omit<RenewInput, 'force' | 'onDecision'>): Promise<readonly string[]> {
  let reason = 'nothing was ordered';
  const { served, failures } = await renew({
    ...input,
    force: false,
    onDecision: (decision) => {
      reason = decision.reason;
    },
  });
  if (failures.length > 0) return failures;
  const missing = certificateNames(input.declaration).filter((name) =>
    served.some(({ names }) => !names.includes(name) && !names.includes(name.replace(/^[^.]+/, '*'))),
  );
  return missing.length > 0 ? [`certificate: none yet for ${missing.join(', ')}: ${reason}.`] : [];
}

/**
 * Renews the certificate if it is due. Then checks by handshakes what every web host serves, renewed or not. After any failure
 * the hosts keep serving their current certificate.
 */
export async function renew(input: RenewInput): Promise<RenewReport> {
  const { live, renewed, failures } = await renewOnShare(input);
  const proof = await proveHosts(input, live);
  return { renewed, served: proof.served, failures: [...failures, ...proof.failures] };
}

interface Renewal {
  readonly renewed: boolean;
  /** The certificate that hosts must serve; absent if none was issued, or if the primary did not answer. */
  readonly live?: Certificate;
  readonly failures: readonly string[];
}

async function renewOnShare(input: RenewInput): Promise<Renewal> {
  let live: Certificate | undefined;
  try {
    const { primary } = input.declaration;
    const share = openShare(connectionTo(input.observation, primary), primary.name);
    const found = await lookOrRestore(share, input);
    live = found.chain === null ? undefined : readUnlessCorrupt(found.chain);
    const decision = await decideNow(input, found, live);
    input.onDecision(decision);
    if (!decision.order) return { renewed: false, live, failures: [] };
    const { replaces } = decision;
    const { certificate, warnings } = await issue({
      ...input,
      observed: input.observation.cloud,
      share,
      found,
      replaces,
    });
    return { renewed: true, live: certificate, failures: warnings.map((line) => `certificate: ${line}`) };
  } catch (error) {
    return { renewed: false, live, failures: [`certificate: ${messageOf(error)}`] };
  }
}

async function decideNow(
  { declaration, secrets, force }: RenewInput,
  found: ShareContent,
  current: Certificate | undefined,
): Promise<Decision> {
  const wanted = {
    names: certificateNames(declaration),
    directory: directoryOf(declaration),
    account: thumbprint(secrets.value(ACME_ACCOUNT_KEY)),
  };
  const origin = found.origin ?? undefined;
  // Another authority does not know the certificate.
  const id = origin?.directory === wanted.directory ? current?.renewalId : undefined;
  const window = id === undefined ? undefined : await renewalWindow(wanted.directory, id);
  const backOff = found.backOff ?? undefined;
  return decide({ now: Date.now(), current, origin, wanted, window, backOff, force });
}

function connectionTo({ hosts }: Observation, { name }: HostDeclaration): HostConnection {
  const seen = hosts.get(name);
  if (seen?.kind === 'observed') return seen.connection;
  throw new Failure({
    what: `Cannot renew, because the certificate is on the primary ${name}, which is unreachable`,
    cause: seen?.kind === 'unreachable' ? seen.reason : 'it has no droplet yet',
    remedy: 'Run apply to repair it. The next run tries again.',
  });
}
