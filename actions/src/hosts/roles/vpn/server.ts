import { allHosts } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { type Network, networkOf } from '../network.ts';
import { directory, file, type Part, running } from '../parts.ts';
import { VPN_INTERFACE, VPN_PORT, WRITTEN } from '../shared.ts';
import { fingerprintOf, SERVER_CONFIG } from './fingerprint.ts';
import { COMMON, keyInUse, keyPair } from './key.ts';

/** Holds one file for each web host, by the name in its certificate. */
const HOSTS = '/etc/openvpn/flotilla-hosts';
const UNIT = 'openvpn-server@flotilla.service';
const restart = {
  name: 'restart the VPN',
  command: `systemctl restart ${UNIT}`,
  interrupts: 'the web hosts lose the database for a few seconds and serve cached pages',
};

/** The primary's end of all tunnels. */
export function server(context: RoleContext): Part {
  const { declaration, host } = context;
  const network = networkOf(declaration.vpn.subnet);
  return {
    packages: ['openvpn'],
    directories: [directory(HOSTS)],
    prepare: [keyPair(host.name, restart)],
    files: [
      ...declaration.web.map(({ name, vpnAddress }) =>
        file(`${HOSTS}/${name}`, hostConfig(vpnAddress, network)),
      ),
      file(SERVER_CONFIG, serverConfig(network, peersOf(context)), { notify: [restart] }),
    ],
    units: running(UNIT),
    commands: [keyInUse(UNIT, restart)],
  };
}

interface Peer {
  readonly name: string;
  readonly fingerprint: Template;
}

/**
 * OpenVPN does not start without at least one fingerprint, and on the first apply no web host may have one yet. So the list
 * includes the primary's own. No other host has its key, and OpenVPN refuses a name without an address anyway.
 */
const peersOf = (context: RoleContext): Peer[] =>
  allHosts(context.declaration).map(({ name }) => ({ name, fingerprint: fingerprintOf(name, context) }));

/**
 * The fingerprint covers the name in the certificate. So the name may choose the address, and a name without a file is
 * refused. Web hosts need no connection to each other: no client-to-client.
 */
const serverConfig = (network: Network, peers: readonly Peer[]): Template => `${WRITTEN}
port ${VPN_PORT}
proto udp4
dev ${VPN_INTERFACE}
dev-type tun
topology subnet
# Takes the network's first address for itself; every other is fixed in ${HOSTS}.
server ${network.address} ${network.netmask} nopool
client-config-dir ${HOSTS}
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

/** The name is for `peersIn`: OpenVPN treats a line with `#` as a comment here too. */
const peerLines = ({ name, fingerprint }: Peer): Template => `# ${name}\n${fingerprint}`;

const hostConfig = (address: string, network: Network): Template => `${WRITTEN}
ifconfig-push ${address} ${network.netmask}
`;
