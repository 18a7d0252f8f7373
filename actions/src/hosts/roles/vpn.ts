import { allHosts } from '../../declaration/declaration.ts';
import { emptyRole, type Role, type RoleContext, type RoleDesired } from '../model/role.ts';
import { networkOf } from './network.ts';
import { directory, file } from './paths.ts';
import { VPN_INTERFACE } from './shared.ts';
import { CLIENT_CONFIG, clientConfig, clientUnit } from './vpn/client.ts';
import { fingerprintOf } from './vpn/fingerprint.ts';
import { keyInUse, keyPair } from './vpn/key.ts';
import { hostConfig, type Peer, SERVER_CONFIG, serverConfig } from './vpn/server.ts';

const HOSTS = '/etc/openvpn/flotilla-hosts';

/**
 * A star: every web host has one tunnel to the primary, each end knowing the other by the fingerprint of its
 * certificate. There is no certificate authority to guard; every key is made on its host and never leaves it.
 */
export const vpn: Role = (context) => ({
  ...emptyRole('vpn'),
  packages: ['openvpn'],
  prepare: [keyPair(context.host.name)],
  ...(context.host.kind === 'primary' ? primary(context) : web(context)),
});

function primary(context: RoleContext): Partial<RoleDesired> {
  const { declaration } = context;
  const network = networkOf(declaration.vpn.subnet);
  const unit = 'openvpn-server@flotilla.service';
  const restart = `systemctl restart ${unit}`;
  return {
    directories: [directory(HOSTS)],
    files: [
      ...declaration.web.map((host) => file(`${HOSTS}/${host.name}`, hostConfig(host.vpnAddress, network))),
      file(SERVER_CONFIG, serverConfig({ network, hosts: HOSTS, peers: peersOf(context) }), {
        notify: ['restart the VPN'],
      }),
    ],
    units: [{ name: unit, enabled: true, active: true }],
    commands: [keyInUse(unit, restart)],
    handlers: [
      {
        name: 'restart the VPN',
        command: restart,
        interrupts: 'the web hosts lose the database for a few seconds and serve cached pages',
      },
    ],
  };
}

/** What follows needs the link; a primary that is away holds nothing up for long. */
const AWAIT_LINK = `timeout 15 sh -c 'until test -e /sys/class/net/${VPN_INTERFACE}; do sleep 0.2; done' || true`;

function web(context: RoleContext): Partial<RoleDesired> {
  const { primary } = context.declaration;
  const unit = 'openvpn-client@flotilla.service';
  const restart = `systemctl restart ${unit}\n${AWAIT_LINK}`;
  const remote = {
    address: context.addressOf(primary.name),
    fingerprint: fingerprintOf(primary.name, context),
  };
  const network = networkOf(context.declaration.vpn.subnet);
  return {
    directories: [directory(`/etc/systemd/system/${unit}.d`)],
    files: [
      file(CLIENT_CONFIG, clientConfig(remote), { notify: ['restart the VPN'] }),
      file(`/etc/systemd/system/${unit}.d/flotilla.conf`, clientUnit(network), {
        notify: ['restart the VPN'],
      }),
    ],
    units: [{ name: unit, enabled: true, active: true }],
    commands: [keyInUse(unit, restart)],
    handlers: [
      {
        name: 'restart the VPN',
        command: restart,
        interrupts: 'this host loses the database for a few seconds and serves cached pages',
      },
    ],
  };
}

/**
 * OpenVPN does not start without one fingerprint at least, and no web host may have come up yet: so the primary's own is
 * there too. Nobody else has its key, and a name without an address is refused anyway.
 */
const peersOf = (context: RoleContext): Peer[] =>
  allHosts(context.declaration).map(({ name }) => ({ name, fingerprint: fingerprintOf(name, context) }));
