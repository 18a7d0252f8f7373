import { fact, type Template } from '../../../lib/template.ts';
import type { Facts } from '../../model/facts.ts';
import type { RoleContext } from '../../model/role.ts';
import { MESH_CONFIG } from '../shared.ts';

type Observed = RoleContext['facts'];

/** The public key that a host made for the mesh; undefined before that, or if its private key is gone. */
export const keyOf = (facts: Facts | undefined): string | undefined =>
  facts?.commands['mesh/key'] === false ? undefined : facts?.identities?.wireguard;

/**
 * The public key of a host: the one it reports. While the host is away, the one its peers have, because they must not
 * forget it. For a host that has no key yet, a hole.
 */
export function identityOf(name: string, { facts, away }: RoleContext): Template {
  const remembered = away.has(name) ? lastPeer(name, facts)?.key : undefined;
  return keyOf(facts[name]) ?? remembered ?? fact(name, 'wireguard');
}

interface Peer {
  readonly key: string;
  /** Its public IPv4. */
  readonly address: string;
}

/** A host as another host's configuration has it; undefined if none ever had it. */
export const lastPeer = (name: string, facts: Observed): Peer | undefined =>
  Object.values(facts)
    .map((host) => peersIn(host).get(name))
    .find((peer) => peer !== undefined);

const PEER = /^# (\S+)\nPublicKey = (\S+)\nEndpoint = ([\d.]+):\d+$/gm;

/** The peers in the configuration that was last applied to a host, by name. */
export const peersIn = (facts: Facts | undefined): ReadonlyMap<string, Peer> => {
  const config = facts?.manifest?.roles.mesh?.files[MESH_CONFIG]?.text ?? '';
  return new Map(
    [...config.matchAll(PEER)].map(([, name = '', key = '', address = '']) => [name, { key, address }]),
  );
};
