import pMap from 'p-map';
import { isForTrials } from '../declaration/certificate-names.ts';
import type { HostDeclaration } from '../declaration/declaration.ts';
import { sitesOn } from '../hosts/roles/wordpress/site.ts';
import { messageOf } from '../lib/failure.ts';
import { runWorkflow } from '../lib/run-workflow.ts';
import { daysLeft, isOverdue } from '../lib/thresholds.ts';
import { step } from '../run/progress.ts';
import type { Certificate } from './certificate.ts';
import { proveHost, type Served } from './prove-host.ts';
import type { RenewInput, RenewReport } from './renewal.ts';

type Proof = Pick<RenewReport, 'served' | 'failures'>;

/** All web hosts side by side; one that fails leaves the others proven. */
export async function proveHosts(input: RenewInput, live: Certificate | undefined): Promise<Proof> {
  const proofs = await pMap(input.declaration.web, async ({ name }): Promise<Proof> => {
    try {
      const served = await step(
        input.progress,
        name,
        'proving the certificate',
        () => proveOne(input, name, live),
        (seen) => `serves ${[...new Set(seen.map(({ serial }) => serial.slice(0, 8)))].join(', ')}`,
      );
      const failures = served.flatMap((seen) => fault(input, seen)).map((line) => `${name}: ${line}`);
      return { served: served.map((seen) => ({ ...seen, host: name })), failures };
    } catch (error) {
      return { served: [], failures: [`${name}: ${messageOf(error)}`] };
    }
  });
  return {
    served: proofs.flatMap(({ served }) => served),
    failures: proofs.flatMap(({ failures }) => failures),
  };
}

async function proveOne(
  input: RenewInput,
  name: HostDeclaration['name'],
  live: Certificate | undefined,
): Promise<readonly Served[]> {
  const { declaration, observation } = input;
  const { ipv4, ipv6, status } = observation.droplets.get(name) ?? {};
  const addresses = [ipv4, ipv6].filter((address) => address !== undefined);
  if (addresses.length === 0 || status !== 'active') {
    throw new Error(
      `its droplet is ${status ?? 'not there'}. It takes the certificate by itself once it is up.`,
    );
  }
  const seen = observation.hosts.get(name);
  const connection = seen?.kind === 'observed' ? seen.connection : undefined;
  // While the site moves, a host may not give it under its new name yet.
  const [domain = declaration.domain] = (seen?.kind === 'observed' && sitesOn(seen.facts)) || [];
  return proveHost({ domain, addresses, connection, live });
}

/** What is wrong with a certificate even if it is the cluster's own. */
function fault({ declaration }: RenewInput, { address, distrust, ...seen }: Served): string[] {
  const now = Date.now();
  if (isOverdue(seen, now)) {
    return [
      `only ${left(daysLeft(seen.notAfter, now))} left of its certificate: renewals have failed for some time. ` +
        `Fix the errors listed in the last runs. Then ${runWorkflow('certificates', { force: true })}.`,
    ];
  }
  if (distrust === undefined || isForTrials(declaration)) return [];
  return [`what it serves at ${address} is not trusted: ${distrust}. Browsers will refuse it.`];
}

const left = (days: number): string => (days === 1 ? '1 day is' : `${days} days are`);
