/**
 * Proves from outside that a cluster is up: what each web host answers at its own address, what DNS answers, and what the
 * cluster costs. Run it where the cluster can be reached, with the environment variables of `flotilla plan`.
 */

import { Resolver } from 'node:dns/promises';
import { openCluster } from '../actions/src/commands/cluster.ts';
import type { Declaration } from '../actions/src/declaration/declaration.ts';
import type { Facts } from '../actions/src/hosts/model/facts.ts';
import { messageOf } from '../actions/src/lib/failure.ts';
import { closeAll, type Observation, observe } from '../actions/src/run/observe.ts';
import { planFor } from '../actions/src/run/plan.ts';
import { askForSite } from '../actions/src/run/site.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);

async function visit(name: string, { cloud, hosts }: Observation): Promise<string> {
  const { ipv4: address = '' } = cloud.droplets.find(({ spec }) => spec.name === name) ?? {};
  const host = hosts.get(name);
  const certificate = host?.kind === 'observed' ? host.facts.certificate : null;
  const row = (text: string) => `  ${name.padEnd(12)} ${address.padEnd(16)} ${text}`;
  try {
    const { status, title } = await askForSite({
      domain: declaration.domain,
      address,
      placeholder: own(certificate),
      timeoutMs: 20_000,
    });
    if (status !== 200) process.exitCode = 1;
    return row(`HTTPS ${status}  ${title}`);
  } catch (error) {
    process.exitCode = 1;
    return row(`FAIL  ${messageOf(error)}`);
  }
}

const own = (certificate: Facts['certificate']): string | undefined =>
  certificate?.placeholder ? certificate.sha256 : undefined;

async function ask(type: 'A' | 'AAAA', { domain, web }: Declaration): Promise<string> {
  const answers = await new Resolver().resolve(domain, type).catch((error) => [messageOf(error)]);
  if (answers.length !== web.length) process.exitCode = 1;
  return `  ${type.padEnd(5)} ${[...(answers as string[])].sort().join('  ')}`;
}

const cluster = await openCluster();
const { declaration } = cluster;
const observation = await observe({ ...cluster, timeoutMs: 20_000 });
closeAll(observation);

print('What a visitor gets');
for (const { name } of declaration.web) print(await visit(name, observation));
print(`\nWhat DNS answers for ${declaration.domain}`);
for (const type of ['A', 'AAAA'] as const) print(await ask(type, declaration));
print(`\nCost: $${planFor(declaration, observation).cost.after.toFixed(2)} a month`);
