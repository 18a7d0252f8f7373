import pMap from 'p-map';
import { isForTrials } from '../declaration/site-names.ts';
import { sitesOn } from '../hosts/roles/wordpress/site.ts';
import { Failure, messageOf } from '../lib/failure.ts';
import { runWorkflow } from '../lib/run-workflow.ts';
import { daysLeft, isOverdue } from '../lib/thresholds.ts';
import { plural } from '../lib/words.ts';
import { step } from '../run/progress.ts';
import type { Certificate } from './certificate.ts';
import { proveHost, type Served } from './prove-host.ts';
import type { RenewInput, RenewReport } from './renewal.ts';

type Proof = Pick<RenewReport, 'served' | 'failures'>;

/** Checks all web hosts in parallel. A failing host does not affect the others. */
export async function proveHosts(input: RenewInput, live: Certificate | undefined): Promise<Proof> {
  const proofs = await pMap(input.declaration.web, async ({ name }): Promise<Proof> => {
    try {
      const served = await step(
        input.progress,
        name,
        'checking the certificate',
        () => proveOne(input, name, live),
        (seen) =>
          `serves certificate ${[...new Set(seen.map(({ serial }) => serial.slice(0, 8)))].join(', ')}`,
      );
      const failures = served.flatMap((seen) => faultsOf(input, seen)).map((line) => `${name}: ${line}`);
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
  { declaration, observation }: RenewInput,
  name: string,
  live: Certificate | undefined,
): Promise<readonly Served[]> {
  const { ipv4, ipv6, status } = observation.droplets.get(name) ?? {};
  const addresses = [ipv4, ipv6].filter((address) => address !== undefined);
  if (addresses.length === 0 || status !== 'active')
    throw new Failure({
      what: status === undefined ? 'it has no droplet yet' : `its droplet is ${status}`,
      remedy: 'It copies the certificate by itself once it is up.',
    });
  const seen = observation.hosts.get(name);
  const connection = seen?.kind === 'observed' ? seen.connection : undefined;
  // While the site moves, a host may not serve it under its new name yet.
  const [domain = declaration.domain] = (seen?.kind === 'observed' && sitesOn(seen.facts)) || [];
  return proveHost({ name, domain, addresses, connection, live });
}

/** Faults that even the cluster's own certificate can have. */
function faultsOf({ declaration }: RenewInput, { address, distrust, ...seen }: Served): string[] {
  const now = Date.now();
  if (isOverdue(seen, now)) {
    return [
      `its certificate expires in ${plural(daysLeft(seen.notAfter, now), 'day')}, because renewals have failed for some time. ` +
        `Fix the errors listed in the last runs. Then ${runWorkflow('certificates', { force: true })}.`,
    ];
  }
  if (distrust === undefined || isForTrials(declaration)) return [];
  return [
    `browsers will reject its certificate at ${address}: ${distrust}. Choose a \`certificate.authority\` that they trust.`,
  ];
}
