import { canonicalCidr, contains, isIPv4, overlap, type Range, rangeOf } from '../../lib/addresses.ts';
import { RESERVED_RANGES } from '../digitalocean.ts';
import { show } from '../problem.ts';
import type { Mistake, TextRule } from './text.ts';

const OCTETS = '[0-9]{1,3}(\\.[0-9]{1,3}){3}';

export const DEFAULT_SUBNET = '10.8.0.0/16';

export const VPN_SUBNET: TextRule = {
  description: 'The private IPv4 range of the VPN between the hosts; the primary has its first address.',
  example: DEFAULT_SUBNET,
  pattern: new RegExp(`^${OCTETS}/[0-9]{1,2}$`),
  noun: 'an IPv4 range',
  remedy: 'an address, a slash and a prefix length',
  judge: subnetMistake,
};

export const VPN_ADDRESS: TextRule = {
  description:
    "The host's address in the VPN. Default: derived from its name. Set it only to resolve a collision.",
  example: '10.8.0.20',
  pattern: new RegExp(`^${OCTETS}$`),
  noun: 'an IPv4 address',
  remedy: 'an address of the VPN subnet',
  judge: addressMistake,
};

export const SSH_RANGE: TextRule = {
  description: 'An IPv4 or IPv6 address range that may connect to port 22.',
  example: '203.0.113.0/24',
  pattern: /^[0-9a-f:.]+\/[0-9]{1,3}$/,
  noun: 'an address range',
  remedy: 'an address, a slash and a prefix length',
  judge: cidrMistake,
};

/** RFC 1918. */
const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(ranged);

/** Reserved for the operating system or the cloud: RFC 1122 loopback, RFC 3927 link-local (metadata is at 169.254.169.254). */
const SPECIAL_RANGES: ReadonlyMap<string, string> = new Map([
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
]);

/** An OpenVPN address pool holds 65,536 addresses. */
const WIDEST_PREFIX = 16;

const ANOTHER_SUBNET = 'choose another private range, e.g. `10.8.0.0/16`';

/** The mistake in an address range, IPv4 or IPv6. */
function cidrMistake(text: string): Mistake | undefined {
  const canonical = canonicalCidr(text);
  if (canonical === undefined) {
    return {
      message: `${show(text)} is not an address range`,
      remedy: 'write an address, a slash and a prefix length, e.g. `203.0.113.0/24`',
    };
  }
  if (canonical === text) return undefined;
  const what = text.includes('/') ? 'is not the canonical form of its range' : 'has no prefix length';
  return { message: `${show(text)} ${what}`, remedy: `write ${show(canonical)}` };
}

/** The mistake in the VPN's subnet itself. */
function subnetMistake(text: string): Mistake | undefined {
  const mistake = isIPv4(text) ? noLength(text) : cidrMistake(text);
  if (mistake) return mistake;
  const range = rangeOf(text);
  return range === undefined ? ipv6Mistake(text) : (placeMistake(text, range) ?? widthMistake(text, range));
}

/** The mistake in a host's fixed address, independent of the subnet. */
function addressMistake(text: string): Mistake | undefined {
  if (isIPv4(text)) return undefined;
  return {
    message: `${show(text)} is not an IPv4 address`,
    remedy: 'write an address of the VPN subnet, e.g. `10.8.0.20`',
  };
}

const noLength = (address: string): Mistake => ({
  message: `${show(address)} has no prefix length`,
  remedy: `write ${show(canonicalCidr(`${address}/${WIDEST_PREFIX}`) ?? '')}`,
});

const ipv6Mistake = (text: string): Mistake => ({
  message: `${show(text)} is an IPv6 range; the VPN is IPv4`,
  remedy: ANOTHER_SUBNET,
});

const placeMistake = (text: string, range: Range): Mistake | undefined => {
  for (const [taken, owner] of [...SPECIAL_RANGES, ...RESERVED_RANGES]) {
    if (!overlap(range, ranged(taken))) continue;
    return {
      message: `${show(text)} overlaps ${taken}, which is reserved for ${owner}`,
      remedy: ANOTHER_SUBNET,
    };
  }
  if (PRIVATE_RANGES.some((outer) => contains(outer, range))) return undefined;
  return {
    message: `${show(text)} is not a private range`,
    remedy: 'write a range inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, e.g. `10.8.0.0/16`',
  };
};

const widthMistake = (text: string, range: Range): Mistake | undefined =>
  range.prefix >= WIDEST_PREFIX
    ? undefined
    : {
        message: `${show(text)} is larger than OpenVPN can serve`,
        remedy: `write ${show(text.replace(/\/.*/, `/${WIDEST_PREFIX}`))}`,
      };

function ranged(cidr: string): Range {
  const range = rangeOf(cidr);
  if (range === undefined) throw new Error(`${cidr} in the tables of ranges is not IPv4`);
  return range;
}
