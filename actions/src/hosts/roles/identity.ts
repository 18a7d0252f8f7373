import { type Declaration, hasCluster, hasSingle } from '../../declaration/declaration.ts';
import type { Facts } from '../model/facts.ts';
import { WIREGUARD } from './mesh/identity.ts';
import { type Identity, lastEntry, reportedBy } from './peers.ts';
import { SYNCTHING } from './sync/identity.ts';
import * as vpn from './vpn/fingerprint.ts';

type Observed = Readonly<Record<string, Facts | undefined>>;

/** Whether a host made the keys by which the others know it. */
export const hasIdentity = (facts: Facts | undefined, declaration: Declaration): boolean =>
  (!hasSingle(declaration) || typeof facts?.vpnFingerprint === 'string') &&
  identitiesOf(declaration).every((identity) => reportedBy(facts, identity) !== undefined);

function identitiesOf(declaration: Declaration): Identity[] {
  if (hasCluster(declaration)) return [WIREGUARD, SYNCTHING];
  return declaration.database.beside === 'mesh' ? [WIREGUARD] : [];
}

/** Whether another host was ever given the key of this one. */
export const isKnownToPeers = (name: string, primary: string, facts: Observed): boolean =>
  vpn.lastFingerprint(name, primary, facts) !== undefined || lastEntry(name, WIREGUARD, facts) !== undefined;

/** Hosts whose VPN was set up with this primary. */
export const metPrimary = (primary: string, facts: Observed): string[] => [
  ...vpn.metPrimary(facts),
  ...Object.keys(facts).filter(
    (name) => lastEntry(primary, WIREGUARD, { [name]: facts[name] }) !== undefined,
  ),
];

/** The primary's addresses in the VPN configurations that were last applied to the other hosts. */
export const lastAddresses = (primary: string, facts: Observed): string[] => [
  ...vpn.lastAddresses(facts),
  ...Object.values(facts).flatMap((host) => lastEntry(primary, WIREGUARD, { host })?.address ?? []),
];
