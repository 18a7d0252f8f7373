import ipaddr from 'ipaddr.js';
import { isIPv4 } from '../../lib/addresses.ts';

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
