import { fact, type Template } from '../../../lib/template.ts';
import type { Facts } from '../../model/facts.ts';
import type { RoleContext } from '../../model/role.ts';

export const CLIENT_CONFIG = '/etc/openvpn/client/flotilla.conf';
export const SERVER_CONFIG = '/etc/openvpn/server/flotilla.conf';

type Observed = RoleContext['facts'];

/**
 * The fingerprint that identifies a host to its peers: the one it reports. While the host is away, the one its peers have,
 * because they must not forget it. For a host that has no key yet, a hole.
 */
export function fingerprintOf(name: string, context: RoleContext): Template {
  const { facts, away, declaration } = context;
  const reported = facts[name]?.vpnFingerprint;
  const remembered = away.has(name) ? lastFingerprint(name, declaration.primary.name, facts) : undefined;
  return reported ?? remembered ?? fact(name, 'vpnFingerprint');
}

/** The fingerprint of a host in the manifests of the others; undefined if none has ever had it. */
export function lastFingerprint(name: string, primary: string, facts: Observed): string | undefined {
  if (name !== primary) return peersIn(applied(facts[primary], SERVER_CONFIG)).get(name);
  return Object.values(facts)
    .map((peer) => remoteIn(applied(peer, CLIENT_CONFIG)))
    .find((fingerprint) => fingerprint !== undefined);
}

/** Hosts that have the fingerprint of a primary in their VPN configuration. */
export const metPrimary = (facts: Observed): string[] =>
  Object.keys(facts).filter((name) => remoteIn(applied(facts[name], CLIENT_CONFIG)) !== undefined);

/** The primary's addresses in the VPN configurations that were last applied to the web hosts. */
export const lastAddresses = (facts: Observed): string[] =>
  Object.values(facts).flatMap((host) => addressIn(applied(host, CLIENT_CONFIG)) ?? []);

const applied = (facts: Facts | undefined, path: string): Template =>
  facts?.manifest?.roles.vpn?.files[path]?.text ?? '';

/** The primary's fingerprint in a web host's configuration. */
const remoteIn = (config: Template): string | undefined =>
  /^peer-fingerprint ((?:[0-9A-F]{2}:)+[0-9A-F]{2})$/m.exec(config)?.[1];

/** The primary's address in a web host's configuration. */
const addressIn = (config: Template): string | undefined => /^remote (\S+) /m.exec(config)?.[1];

/** Fingerprints by host name in the primary's configuration. */
const peersIn = (config: Template): ReadonlyMap<string, string> =>
  new Map(
    [...config.matchAll(/^# (\S+)\n((?:[0-9A-F]{2}:)+[0-9A-F]{2})$/gm)].map(([, name = '', found = '']) => [
      name,
      found,
    ]),
  );
