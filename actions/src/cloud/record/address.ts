import type { Address } from '../resource.ts';

/** Of the CAA properties only `issue` is ours; its value stands in quotes (RFC 8659, section 4.2). */
export const caaValue = (authority: string): string => `0 issue "${authority}"`;

/** By host, not by IP address, so that a droplet's new address is an update of the same record. */
export const recordAddress = (type: string, name: string, host: string): Address =>
  `record/${type} ${name} -> ${host}`;

/** The host that a record's address names, if it points to one. */
export const pointedHost = (address: Address): string | undefined => address.split(' -> ')[1];
