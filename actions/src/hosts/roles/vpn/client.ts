import type { Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { type Network, networkOf } from '../network.ts';
import { directory, file, type Part, running, UNITS } from '../parts.ts';
import { VPN_INTERFACE, VPN_PORT, WRITTEN } from '../shared.ts';
import { CLIENT_CONFIG, fingerprintOf } from './fingerprint.ts';
import { COMMON, keyInUse, keyPair } from './key.ts';

const UNIT = 'openvpn-client@flotilla.service';
const restart = {
  name: 'restart the VPN',
  // What follows needs the link, but a primary that is down must not delay it for long.
  command: `systemctl restart ${UNIT}
timeout 15 sh -c 'until test -e /sys/class/net/${VPN_INTERFACE}; do sleep 0.2; done' || true`,
  interrupts: 'this host loses the database for a few seconds and serves cached pages',
};

/** The end of the tunnel on a web host. */
export function client(context: RoleContext): Part {
  const { host, declaration, addressOf } = context;
  const { name } = declaration.primary;
  const remote = { address: addressOf(name), fingerprint: fingerprintOf(name, context) };
  return {
    packages: ['openvpn'],
    directories: [directory(`${UNITS}/${UNIT}.d`)],
    prepare: [keyPair(host.name, restart)],
    files: [
      file(CLIENT_CONFIG, clientConfig(remote), { notify: [restart] }),
      file(`${UNITS}/${UNIT}.d/flotilla.conf`, clientUnit(networkOf(declaration.vpn.subnet)), {
        notify: [restart],
      }),
    ],
    units: running(UNIT),
    commands: [keyInUse(UNIT, restart)],
  };
}

interface Remote {
  /** The primary's public IPv4. */
  readonly address: Template;
  readonly fingerprint: Template;
}

/**
 * Without persist-tun on purpose: when the link is dead, the interface and its route go, and only the unreachable route of
 * `clientUnit` stays. The primary gives this host its address, but it cannot change its routes or name servers.
 */
export const clientConfig = ({ address, fingerprint }: Remote): Template => `${WRITTEN}
client
remote ${address} ${VPN_PORT} udp4
dev ${VPN_INTERFACE}
dev-type tun
pull-filter ignore "route "
pull-filter ignore "redirect-"
pull-filter ignore "dhcp-option"

${COMMON}
peer-fingerprint ${fingerprint}

connect-retry 1 5
connect-timeout 10
explicit-exit-notify 1
`;

/** Higher than any other route's, so the kernel uses it only while the tunnel has no route. */
const LAST_METRIC = 4294967294;

/** The kernel answers "unreachable" at once while the VPN is down: PHP then fails in milliseconds, and nginx serves its cache. */
const clientUnit = (network: Network): Template => `${WRITTEN}
[Unit]
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=2
ExecStartPre=-/usr/sbin/ip route replace unreachable ${network.cidr} metric ${LAST_METRIC}
`;
