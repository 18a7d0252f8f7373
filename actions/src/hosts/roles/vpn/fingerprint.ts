import { fact, type Template } from '../../../lib/template.ts';
import type { Facts } from '../../model/facts.ts';
import type { RoleContext } from '../../model/role.ts';
import { addressIn, CLIENT_CONFIG, remoteIn } from './client.ts';
import { peersIn, SERVER_CONFIG } from './server.ts';

type Observed = RoleContext['facts'];

/**
 * By what a host proves itself to its peers: what it says now; while it does not answer, what its peers were last
 * told, for they must not forget it for being away; a hole for a host that is still to make its key.
 */
export function fingerprintOf(name: string, context: RoleContext): Template {
  const { facts, away, declaration } = context;
  const told = facts[name]?.vpnFingerprint;
  const remembered = away.has(name) ? lastFingerprint(name, declaration.primary.name, facts) : undefined;
  return told ?? remembered ?? fact(name, 'vpnFingerprint');
}

/** The fingerprint that the manifests of the other hosts hold of this one; undefined where none has ever met it. */
export function lastFingerprint(name: string, primary: string, facts: Observed): string | undefined {
  if (name !== primary) return peersIn(applied(facts[primary], SERVER_CONFIG)).get(name);
  return Object.values(facts)
    .map((peer) => remoteIn(applied(peer, CLIENT_CONFIG)))
    .find((fingerprint) => fingerprint !== undefined);
}

/** Hosts that hold the fingerprint of a primary. */
export const metPrimary = (facts: Observed): string[] =>
  Object.keys(facts).filter((name) => remoteIn(applied(facts[name], CLIENT_CONFIG)) !== undefined);

/** The addresses at which the web hosts were last to reach the primary, by their manifests. */
export const lastAddresses = (facts: Observed): string[] =>
  Object.values(facts).flatMap((host) => addressIn(applied(host, CLIENT_CONFIG)) ?? []);

const applied = (facts: Facts | undefined, path: string): Template =>
  facts?.manifest?.roles.vpn?.files[path]?.text ?? '';
