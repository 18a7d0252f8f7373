import type { Declaration } from '../../declaration/declaration.ts';
import type { Cloud } from '../cloud.ts';
import { desiredDroplets, mustReplace } from '../droplet.ts';
import { clusterTag, firewallName, isDeployKey, uptimeCheckName } from '../ownership.ts';
import type { Desired, Observed, ObservedCloud, ObservedDroplet, ResourceType } from '../resource.ts';
import { observeAllowance } from './allowance.ts';
import { type Client, createClient, type DigitalOceanOptions } from './client.ts';
import { dropletWire, listDroplets } from './droplets.ts';
import { firewallWire, listFirewalls } from './firewalls.ts';
import { listRecords, recordWire } from './records.ts';
import { listSizes } from './sizes.ts';
import { listKeys, sshKeyWire } from './ssh-keys.ts';
import { createTags } from './tags.ts';
import { listUptimeChecks, uptimeCheckWire } from './uptime-checks.ts';
import { createWatch } from './watch.ts';
import type { Wires } from './wire.ts';
import { toZone, zoneWire } from './zones.ts';

/** DigitalOcean over its public API. Every failure that no retry helps is a `CloudError`. */
export function createDigitalOcean(options: DigitalOceanOptions): Cloud {
  const client = createClient(options);
  let zone: string | undefined;
  const wires = createWires(client, () => {
    // The API files records under their zone, which a record's name alone does not tell.
    if (zone === undefined)
      throw new Error('a record is written before its zone was observed: observe first');
    return zone;
  });
  return {
    observe(declaration) {
      zone = declaration.zone;
      return observe(client, declaration);
    },
    create: <T extends ResourceType>(desired: Desired<T>, extra?: Parameters<Cloud['create']>[1]) =>
      wires[desired.type].create(desired, extra),
    update: <T extends ResourceType>(observed: Observed<T>, desired: Desired<T>) =>
      wires[desired.type].update(observed, desired),
    delete: <T extends ResourceType>(observed: Observed<T>) => wires[observed.type].delete(observed),
    awaitDroplet: createWatch(client),
  };
}

function createWires(client: Client, zone: () => string): Wires {
  const tags = createTags(client);
  return {
    'ssh-key': sshKeyWire(client),
    zone: zoneWire(client),
    droplet: dropletWire(client, tags),
    firewall: firewallWire(client, tags),
    record: recordWire(client, zone),
    'uptime-check': uptimeCheckWire(client),
  };
}

async function observe(client: Client, declaration: Declaration): Promise<ObservedCloud> {
  const { cluster, zone } = declaration;
  const [keys, droplets, firewalls, inZone, uptimeChecks, sizes] = await Promise.all([
    listKeys(client),
    listDroplets(client),
    listFirewalls(client),
    listRecords(client, zone),
    listUptimeChecks(client, uptimeCheckName(cluster)),
    listSizes(client),
  ]);
  const isTagged = ({ spec }: ObservedDroplet) => spec.tags.includes(clusterTag(cluster));
  const tagged = droplets.filter(isTagged);
  const ours = [firewallName(cluster, 'primary'), firewallName(cluster, 'web')];
  return {
    keys: oursFirst(keys, ({ spec }) => isDeployKey(cluster, spec.name)),
    zone: inZone && toZone(zone),
    droplets: tagged,
    others: droplets.filter((droplet) => !isTagged(droplet)),
    firewalls: oursFirst(firewalls, ({ spec }) => ours.includes(spec.name)),
    records: inZone?.records ?? [],
    foreign: inZone?.foreign ?? [],
    uptimeChecks,
    sizes,
    ...(asksForDroplet(declaration, tagged) ? { allowance: await observeAllowance(client) } : {}),
  };
}

/** A cluster that only stays as it is needs nothing of the account. */
const asksForDroplet = (declaration: Declaration, droplets: readonly ObservedDroplet[]): boolean =>
  desiredDroplets(declaration).some(
    ({ spec }) =>
      !droplets.some((droplet) => !mustReplace(spec, droplet.spec) && droplet.spec.size === spec.size),
  );

const oursFirst = <T>(all: readonly T[], isOurs: (one: T) => boolean): T[] => [
  ...all.filter(isOurs),
  ...all.filter((one) => !isOurs(one)),
];
