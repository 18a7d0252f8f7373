import { Subnet } from '../network/addresses.ts';
import { overlap, rangeOf } from '../network/cidr.ts';
import type { Problem } from '../problem.ts';
import { DEFAULT_SUBNET } from '../schema/network.ts';
import { show } from '../words.ts';
import type { Path } from '../yaml/tree.ts';
import type { YamlFile } from '../yaml/yaml-file.ts';
import { addressProblems } from './addresses.ts';
import type { Draft } from './draft.ts';

/** The VPN's subnet against everything else that has addresses. */
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

/** Undefined when what is written is wrong, so that nothing is concluded from it. */
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

/** Everything (`0.0.0.0/0`) is meant to hold the subnet too. */
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
