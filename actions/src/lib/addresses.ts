import ipaddr from 'ipaddr.js';

/** Why: ipaddr.js alone takes `10.8` for an address and reads `010` as octal. */
export const isIPv4 = (text: string): boolean => ipaddr.IPv4.isValidFourPartDecimal(text);
const isIPv6 = (text: string): boolean => text.includes(':') && ipaddr.IPv6.isValid(text);

/** The canonical spelling of an address (IPv6 by RFC 5952), so equal addresses are equal text. Any other text is unchanged. */
export function canonicalAddress(text: string): string {
  if (isIPv6(text)) return ipaddr.IPv6.parse(text).toRFC5952String();
  return isIPv4(text) ? ipaddr.IPv4.parse(text).toString() : text;
}

/**
 * The one spelling of an address range: its first address, a slash and the prefix length. An address alone is the range of
 * that one address. Undefined for text that is no range.
 */
export function canonicalCidr(text: string): string | undefined {
  const [address = '', bits] = text.split('/');
  if (!isIPv4(address) && !isIPv6(address)) return undefined;
  if (bits === undefined) return `${canonicalAddress(address)}/${isIPv4(address) ? 32 : 128}`;
  if (!ipaddr.isValidCIDR(text)) return undefined;
  const family = isIPv4(address) ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${canonicalAddress(family.networkAddressFromCIDR(text).toString())}/${Number(bits)}`;
}

export const EVERYWHERE: readonly string[] = ['0.0.0.0/0', '::/0'];

/** An IPv4 range as numbers: first and last address, both in it. */
export interface Range {
  readonly first: number;
  readonly last: number;
  /** 0-32. */
  readonly prefix: number;
}

/** Undefined for IPv6. `cidr` is canonical. */
export const rangeOf = (cidr: string): Range | undefined => {
  const [address = '', bits = ''] = cidr.split('/');
  if (!isIPv4(address)) return undefined;
  const first = numberOf(address);
  const prefix = Number(bits);
  return { first, last: first + 2 ** (32 - prefix) - 1, prefix };
};

export const overlap = (one: Range, other: Range): boolean =>
  one.first <= other.last && other.first <= one.last;

export const contains = (outer: Range, inner: Range): boolean =>
  outer.first <= inner.first && inner.last <= outer.last;

export const numberOf = (address: string): number =>
  ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);

export const addressOf = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
