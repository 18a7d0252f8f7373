import type { Subnet } from '../network/addresses.ts';
import type { Problem } from '../problem.ts';
import { show } from '../words.ts';
import type { HostDraft } from './draft.ts';
import { placeOf, problemAtHost } from './hosts.ts';

/** Every host's address in the VPN: fixed, in the subnet, and its own. The subnet has room for all. */
export const addressProblems = (all: readonly HostDraft[], subnet: Subnet): Problem[] => {
  const hosts = firstOfEachName(all);
  const owners = ownersOf(hosts, subnet);
  const taken = new Set(owners.keys());
  return hosts.flatMap((host) => {
    const owner = owners.get(addressOfHost(host, subnet)) ?? host;
    return unfitAddress(host, subnet, taken) ?? collision(host, owner, subnet, taken) ?? [];
  });
};

/** A host listed twice is one problem, said elsewhere. */
const firstOfEachName = (hosts: readonly HostDraft[]): HostDraft[] => {
  const firsts = new Map([...hosts].reverse().map((host) => [host.name, host]));
  return hosts.filter((host) => firsts.get(host.name) === host);
};

/** Address -> the first host that has it. */
const ownersOf = (hosts: readonly HostDraft[], subnet: Subnet): Map<string, HostDraft> =>
  new Map([...hosts].reverse().map((host) => [addressOfHost(host, subnet), host]));

/** The declared one, else the one that follows from the name. */
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

/** Between web hosts: that there are two primaries is said elsewhere. */
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
