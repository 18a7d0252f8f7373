import { certificateNames, directoryOf } from '../declaration/certificate-names.ts';
import type { HostDeclaration } from '../declaration/declaration.ts';
import type { HostConnection } from '../hosts/link/connection.ts';
import { messageOf } from '../lib/failure.ts';
import type { Observation } from '../run/observe.ts';
import { ACME_ACCOUNT_KEY } from '../secrets/secrets.ts';
import { thumbprint } from './acme/account.ts';
import { renewalWindow } from './acme/renewal-info.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { type Decision, decide } from './decision.ts';
import { issue } from './issue.ts';
import { proveHosts } from './prove-hosts.ts';
import type { RenewInput, RenewReport } from './renewal.ts';
import { openShare, type Share, type ShareContent } from './share.ts';

/**
 * Renews the certificate when it is due, and proves by handshakes what every web host serves, renewed or not. Whatever
 * fails, the hosts go on serving what they have.
 */
export async function renew(input: RenewInput): Promise<RenewReport> {
  const { live, renewed, failures } = await renewOnShare(input);
  const proof = await proveHosts(input, live);
  return { renewed, served: proof.served, failures: [...failures, ...proof.failures] };
}

interface Renewal {
  readonly renewed: boolean;
  /** What the hosts have to serve; absent when none was issued, or the primary did not say. */
  readonly live?: Certificate;
  readonly failures: readonly string[];
}

async function renewOnShare(input: RenewInput): Promise<Renewal> {
  let live: Certificate | undefined;
  try {
    const { primary } = input.declaration;
    const share = openShare(connectionTo(input.observation, primary), primary.name);
    const found = await share.look();
    live = found.chain === null ? undefined : readIfWhole(found.chain);
    const decision = await decideNow(input, found, live);
    input.onDecision(decision);
    if (!decision.order) return { renewed: false, live, failures: [] };
    const { certificate, warnings } = await orderNow(input, share, found, decision.replaces);
    return { renewed: true, live: certificate, failures: warnings.map((line) => `certificate: ${line}`) };
  } catch (error) {
    return { renewed: false, live, failures: [`certificate: ${messageOf(error)}`] };
  }
}

const orderNow = (input: RenewInput, share: Share, found: ShareContent, replaces: string | undefined) =>
  issue({ ...input, observed: input.observation.cloud, share, found, replaces });

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
  // Another authority knows nothing of it.
  const id = origin?.directory === wanted.directory ? current?.renewalId : undefined;
  const window = id === undefined ? undefined : await renewalWindow(wanted.directory, id);
  const backOff = found.backOff ?? undefined;
  return decide({ now: Date.now(), current, origin, wanted, window, backOff, force });
}

function connectionTo({ hosts }: Observation, { name }: HostDeclaration): HostConnection {
  const seen = hosts.get(name);
  if (seen?.kind === 'observed') return seen.connection;
  const why = seen?.kind === 'unreachable' ? seen.reason : 'it has no droplet yet';
  throw new Error(
    `nothing was renewed, since the primary ${name} keeps it: ${why}. Bring it back by apply; the next run tries again.`,
  );
}

/** A chain that another hand has spoilt counts as none, and so is ordered anew. */
function readIfWhole(chain: string): Certificate | undefined {
  try {
    return readCertificate(chain);
  } catch {
    return undefined;
  }
}
