import ipaddr from 'ipaddr.js';

/** An IPv4 or IPv6 address in its canonical spelling (RFC 5952), so that equal addresses are equal text. */
export function canonicalAddress(text: string): string {
  if (!ipaddr.isValid(text)) return text;
  const address = ipaddr.parse(text);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}

/** A CIDR in its canonical spelling; a lone address becomes a range of one. */
export function canonicalCidr(text: string): string {
  const [address = '', prefix] = text.split('/');
  if (!ipaddr.isValid(address)) return text;
  return `${canonicalAddress(address)}/${prefix ?? (address.includes(':') ? 128 : 32)}`;
}

export const EVERYWHERE: readonly string[] = ['0.0.0.0/0', '::/0'];
