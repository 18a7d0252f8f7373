import type { Template } from '../../../lib/template.ts';
import type { Network } from '../network.ts';
import { VPN_INTERFACE, VPN_PORT, WRITTEN } from '../shared.ts';
import { COMMON } from './common.ts';

export const SERVER_CONFIG = '/etc/openvpn/server/flotilla.conf';

export interface Peer {
  readonly name: string;
  readonly fingerprint: Template;
}

interface ServerOptions {
  readonly network: Network;
  /** Directory with one file a host, by the name in its certificate. */
  readonly hosts: string;
  readonly peers: readonly Peer[];
}

/**
 * A certificate's name is as good as its fingerprint, being part of what it is taken over: so the name may choose the
 * address, and a name without a file is refused. Web hosts have nothing to say to each other: no client-to-client.
 */
export const serverConfig = ({ network, hosts, peers }: ServerOptions): Template => `${WRITTEN}
port ${VPN_PORT}
proto udp4
dev ${VPN_INTERFACE}
dev-type tun
topology subnet
# Takes the network's first address for itself; every other is fixed in ${hosts}.
server ${network.address} ${network.netmask} nopool
client-config-dir ${hosts}
ccd-exclusive

dh none
${COMMON}
<peer-fingerprint>
${peers.map(peerLines).join('\n')}
</peer-fingerprint>

# A dead link shows after 20 s on a web host, and after 40 s here.
keepalive 5 20
# Tells the web hosts of a restart, so that they do not wait for those 20 s.
explicit-exit-notify 1
`;

/** The name is for `peersIn`: OpenVPN takes a line with `#` for a comment here too. */
const peerLines = ({ name, fingerprint }: Peer): Template => `# ${name}\n${fingerprint}`;

/** Fingerprints by host name, read back from a configuration that was applied. */
export const peersIn = (config: Template): ReadonlyMap<string, string> =>
  new Map(
    [...config.matchAll(/^# (\S+)\n((?:[0-9A-F]{2}:)+[0-9A-F]{2})$/gm)].map(([, name = '', found = '']) => [
      name,
      found,
    ]),
  );

export const hostConfig = (address: string, network: Network): Template => `${WRITTEN}
ifconfig-push ${address} ${network.netmask}
`;
