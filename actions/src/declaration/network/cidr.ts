import ipaddr from 'ipaddr.js';

/** An IPv4 range as numbers: first and last address, both in it. */
export interface Range {
  readonly first: number;
  readonly last: number;
  /** 0-32. */
  readonly prefix: number;
}

/**
 * The way to write an address range: its first address, lower case, shortest form. Undefined for what is none.
 * An address alone becomes the range of that one address.
 */
export const canonicalCidr = (text: string): string | undefined => {
  const [address = '', bits] = text.split('/');
  if (!isAddress(address)) return undefined;
  if (bits === undefined) return `${ipaddr.parse(address)}/${isIPv4(address) ? 32 : 128}`;
  if (!ipaddr.isValidCIDR(text)) return undefined;
  const network = isIPv4(address)
    ? ipaddr.IPv4.networkAddressFromCIDR(text)
    : ipaddr.IPv6.networkAddressFromCIDR(text);
  return `${network}/${Number(bits)}`;
};

// ipaddr.js alone also takes `10.8`, and reads `010` as octal.
export const isIPv4 = (text: string): boolean => ipaddr.IPv4.isValidFourPartDecimal(text);

const isAddress = (text: string): boolean =>
  isIPv4(text) || (text.includes(':') && ipaddr.IPv6.isValid(text));

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
