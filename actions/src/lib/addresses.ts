import ipaddr from 'ipaddr.js';

/** Why: ipaddr.js alone takes `10.8` for an address and reads `010` as octal. */
export const isIPv4 = (text: string): boolean => ipaddr.IPv4.isValidFourPartDecimal(text);
const isIPv6 = (text: string): boolean => text.includes(':') && ipaddr.IPv6.isValid(text);

/** The one spelling of an address (IPv6 by RFC 5952), so that equal addresses are equal text; any other text as it is. */
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
