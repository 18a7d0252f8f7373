import { overlap, rangeOf } from '../../lib/addresses.ts';
import { type Problem, show } from '../problem.ts';
import { DEFAULT_SUBNET } from '../schema/network.ts';
import { Subnet } from '../subnet.ts';
import type { Path, YamlFile } from '../yaml/yaml-file.ts';
import type { Draft, HostDraft } from './draft.ts';
import { placeOf, problemAtHost } from './hosts.ts';

/** Conflicts of the VPN's subnet with other address ranges. */
export const networkProblems = (draft: Draft): Problem[] => {
  const cidr = subnetOf(draft);
  if (cidr === undefined) return [];
  const subnet = new Subnet(cidr);
  const small = tooSmall(draft, subnet);
  return [
    ...sshOverlaps(draft, cidr),
    ...small,
    ...(small.length === 0 ? addressProblems(draft.hosts, subnet) : []),
  ];
};

/** Undefined if the declared value is wrong, so no rule concludes anything from it. */
const subnetOf = ({ cluster }: Draft): string | undefined => {
  const written = cluster?.sound(['vpn', 'subnet']);
  if (typeof written === 'string') return written;
  return cluster?.absent(['vpn', 'subnet']) ? DEFAULT_SUBNET : undefined;
};

const tooSmall = ({ cluster, hosts }: Draft, subnet: Subnet): Problem[] => {
  if (!cluster || hosts.length <= subnet.capacity) return [];
  const message = `vpn.subnet: ${show(subnet.cidr)} has ${subnet.capacity} addresses for ${hosts.length} hosts`;
  return [
    cluster.file.problemAtValue(['vpn', 'subnet'], message, 'write a larger range, e.g. `10.8.0.0/16`'),
  ];
};

const sshOverlaps = ({ cluster }: Draft, cidr: string): Problem[] => {
  const ranges = cluster?.sound(['ssh', 'from']);
  if (!cluster || !Array.isArray(ranges)) return [];
  return ranges.flatMap((_, index) => {
    const path = ['ssh', 'from', index];
    const range = cluster.sound(path);
    return typeof range === 'string' && clashes(range, cidr)
      ? [sshOverlap(cluster.file, path, range, cidr)]
      : [];
  });
};

/** `0.0.0.0/0` includes the subnet on purpose. */
const clashes = (range: string, cidr: string): boolean => {
  const [one, other] = [rangeOf(range), rangeOf(cidr)];
  return one !== undefined && other !== undefined && one.prefix > 0 && overlap(one, other);
};

const sshOverlap = (file: YamlFile, path: Path, range: string, cidr: string): Problem =>
  file.problemAtValue(
    path,
    `ssh.from[${String(path.at(-1))}]: ${show(range)} overlaps the VPN's subnet ${show(cidr)}`,
    'write the public addresses you connect from, or choose another `vpn.subnet`, e.g. `10.9.0.0/16`',
  );

/** Every host's address in the VPN: fixed, in the subnet, and its own. The subnet has room for all. */
const addressProblems = (all: readonly HostDraft[], subnet: Subnet): Problem[] => {
  const hosts = firstOfEachName(all);
  const owners = ownersOf(hosts, subnet);
  const taken = new Set(owners.keys());
  return hosts.flatMap((host) => {
    const owner = owners.get(addressOfHost(host, subnet)) ?? host;
    return unfitAddress(host, subnet, taken) ?? collision(host, owner, subnet, taken) ?? [];
  });
};

/** A host that is listed twice is one problem, which another rule reports. */
const firstOfEachName = (hosts: readonly HostDraft[]): HostDraft[] => {
  const firsts = new Map([...hosts].reverse().map((host) => [host.name, host]));
  return hosts.filter((host) => firsts.get(host.name) === host);
};

/** Address -> the first host that has it. */
const ownersOf = (hosts: readonly HostDraft[], subnet: Subnet): Map<string, HostDraft> =>
  new Map([...hosts].reverse().map((host) => [addressOfHost(host, subnet), host]));

/** The declared address, or the one derived from the name. */
export const addressOfHost = (
  host: { name: string; primary: boolean; vpn?: string },
  subnet: Subnet,
): string => host.vpn ?? (host.primary ? subnet.primaryAddress : subnet.addressFor(host.name));

const unfitAddress = (host: HostDraft, subnet: Subnet, taken: ReadonlySet<string>): Problem | undefined => {
  if (host.vpn === undefined) return undefined;
  const isPrimaryAddress = host.vpn === subnet.primaryAddress;
  if (host.primary) return isPrimaryAddress ? undefined : primaryMoved(host, host.vpn, subnet);
  if (subnet.offers(host.vpn)) return undefined;
  const what = isPrimaryAddress ? "is the primary's address" : `is not a host address in ${subnet.cidr}`;
  const free = subnet.freeAddress(subnet.addressFor(host.name), taken);
  return atAddress(
    host,
    `hosts.${host.name}.vpn: ${show(host.vpn)} ${what}`,
    free === undefined ? 'remove the line' : `write \`vpn: ${free}\`, which is free`,
  );
};

const primaryMoved = (host: HostDraft, address: string, subnet: Subnet): Problem =>
  atAddress(
    host,
    `hosts.${host.name}.vpn: ${show(address)} is not the primary's address ${show(subnet.primaryAddress)}`,
    'remove the line',
  );

/** Only between web hosts: another rule reports two primaries. */
const collision = (
  host: HostDraft,
  owner: HostDraft,
  subnet: Subnet,
  taken: ReadonlySet<string>,
): Problem | undefined => {
  if (owner === host || host.primary) return undefined;
  const address = addressOfHost(host, subnet);
  const both = `${show(host.name)} and ${show(owner.name)} (${placeOf(owner)})`;
  const free = subnet.freeAddress(address, taken);
  const remedy =
    free === undefined
      ? 'enlarge `vpn.subnet`'
      : `write \`vpn: ${free}\`, which is free, under the newer host: the other keeps its address`;
  const message = `${both} both have the VPN address ${show(address)}`;
  return atAddress(host, message, remedy);
};

const atAddress = (host: HostDraft, message: string, remedy: string): Problem =>
  host.vpn === undefined
    ? problemAtHost(host, message, remedy)
    : host.region.checked.file.problemAtValue([...host.path, 'vpn'], message, remedy);
