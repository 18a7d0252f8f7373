import type { MachineSpec } from '../ports.ts';
import type { Account } from './account.ts';
import { unprocessable } from './errors.ts';
import type { AccountData, Droplet, Vpc } from './model.ts';
import { sizeBySlug } from './wire.ts';

/** The host parts of droplets' addresses. Lower ones belong to the router. */
const FIRST_HOST = 10;
const LAST_HOST = 254;

export function machineOf(droplet: Droplet): MachineSpec {
  const { id, name, ipv4, ipv6, userData, vendorData, publicKeys, region } = droplet;
  const size = sizeBySlug(droplet.size);
  if (!size) throw new Error(`Droplet ${name} has size ${droplet.size}, which the catalogue lacks`);
  return {
    id,
    name,
    ipv4,
    ipv6,
    userData,
    vendorData,
    sshKeys: publicKeys,
    region,
    memoryMiB: size.memory,
    vcpus: size.vcpus,
    diskGiB: droplet.disk,
    mac: macOf(droplet),
  };
}

/** Locally administered (IEEE 802), and different for each droplet. */
export const macOf = ({ id }: Droplet): string =>
  `52:54:00:${[16, 8, 0].map((bits) => ((id >> bits) & 0xff).toString(16).padStart(2, '0')).join(':')}`;

type Addresses = Pick<Droplet, 'ipv4' | 'ipv6' | 'privateIpv4'>;

/** Free addresses in documentation ranges (RFC 5737, RFC 3849), so no packet can reach a real host. */
export function freeAddresses({ data }: Account, vpc: Vpc): Addresses {
  const taken = takenHosts(data);
  for (let host = FIRST_HOST; host <= LAST_HOST; host += 1)
    if (!taken.has(`203.0.113.${host}`))
      return {
        ipv4: `203.0.113.${host}`,
        ipv6: `2001:db8:f107::${host}`,
        privateIpv4: `${vpc.prefix}.0.${host}`,
      };
  throw unprocessable('The local cloud has no address left: delete a droplet');
}

const takenHosts = ({ droplets, condemned }: AccountData): Set<string> =>
  new Set([...droplets, ...condemned].map(({ ipv4 }) => ipv4));
