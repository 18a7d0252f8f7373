import type { Template } from '../../../lib/template.ts';
import type { Network } from '../network.ts';
import { VPN_INTERFACE, VPN_PORT, WRITTEN } from '../shared.ts';
import { COMMON } from './common.ts';

export const CLIENT_CONFIG = '/etc/openvpn/client/flotilla.conf';

interface Remote {
  /** The primary's public IPv4. */
  readonly address: Template;
  readonly fingerprint: Template;
}

/**
 * Without persist-tun on purpose: when the link is dead the interface goes, and with it its route; what is left is the
 * unreachable route of `clientUnit`. The primary gives this host its address, and no say over its routes or names.
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

/** The primary's fingerprint, read back from a configuration that was applied. */
export const remoteIn = (config: Template): string | undefined =>
  /^peer-fingerprint ((?:[0-9A-F]{2}:)+[0-9A-F]{2})$/m.exec(config)?.[1];

/** The address at which a configuration that was applied reaches the primary. */
export const addressIn = (config: Template): string | undefined => /^remote (\S+) /m.exec(config)?.[1];

/** Higher than any other route's: it counts only while the tunnel has none. */
const LAST_METRIC = 4294967294;

/** Answers "unreachable" at once while the VPN is down: PHP then fails in milliseconds, and nginx serves its cache. */
export const clientUnit = (network: Network): Template => `${WRITTEN}
[Unit]
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=2
ExecStartPre=-/usr/sbin/ip route replace unreachable ${network.cidr} metric ${LAST_METRIC}
`;
