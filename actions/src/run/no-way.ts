import { networkInterfaces } from 'node:os';

/** What the system says when this machine has no address or no route of the family. */
const OURS = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENETDOWN', 'ENETUNREACH']);
/** A router on the way says these too; they are ours while no interface here has an address of the family. */
const PERHAPS_OURS = new Set(['EACCES', 'EHOSTUNREACH', 'EINVAL', 'EPERM']);

type Family = 'IPv4' | 'IPv6';

/**
 * Whether a connection failed because this machine has no way to the address. That says nothing about the host: GitHub's
 * runners, for one, have no IPv6, and with what error they say so depends on how it was switched off.
 */
export function isNoWay(error: unknown, address: string, hasFamily = hasAddressOf): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  const family = address.includes(':') ? 'IPv6' : 'IPv4';
  return OURS.has(code) || (PERHAPS_OURS.has(code) && !hasFamily(family));
}

/** A link-local address leads no further than the next machine. */
const hasAddressOf = (family: Family): boolean =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .some((one) => one.family === family && !one.internal && !/^fe[89ab]/i.test(one.address));
