import type { Template } from '../../../lib/template.ts';
import { VPN_INTERFACE, WRITTEN } from '../shared.ts';

/**
 * Beside DigitalOcean's firewall, what only the host can tell: which user asks, and by which interface. The first two
 * statements make loading it again replace this table alone, in one transaction; other tables are not touched.
 * DigitalOcean's metadata has no IPv6 address (https://docs.digitalocean.com/reference/api/metadata/).
 */
export const firewall = (): Template => `#!/usr/sbin/nft -f
${WRITTEN}
table inet flotilla
delete table inet flotilla

table inet flotilla {
	set agents {
		type uid
	}

	chain input {
		type filter hook input priority filter; policy accept;
		# The database and the share are for the VPN only, also should DigitalOcean's firewall be open.
		iifname != { "lo", "${VPN_INTERFACE}" } tcp dport { 2049, 3306 } drop
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# user_data holds the host's SSH key: whoever breaks into PHP must not read it.
		ip daddr 169.254.169.254 meta skuid @agents accept
		ip daddr 169.254.169.254 meta skuid != 0 reject with icmpx type admin-prohibited
	}
}
`;

/**
 * DigitalOcean's metrics agent learns from the metadata which droplet it is on. Its user is made when somebody installs
 * it, and nft knows users by number alone, so the loaded table is told, not the file.
 */
const AGENT = 'do-agent';

/** Fails while the host has no such user. */
export const admitAgent = `agent=$(id -u ${AGENT} 2>/dev/null) && nft add element inet flotilla agents "{ $agent }"`;

export const isAgentAdmitted = `! id -u ${AGENT} >/dev/null 2>&1 || nft get element inet flotilla agents "{ $(id -u ${AGENT}) }" >/dev/null 2>&1`;

/** In a unit's file a dollar sign is written twice. */
const afterwards = `-/bin/sh -c '${admitAgent.replaceAll('$', '$$$$')}'`;

export const firewallUnit = (rules: string): Template => `${WRITTEN}
[Unit]
Description=Firewall table of flotilla
DefaultDependencies=no
After=nftables.service
Before=network-pre.target shutdown.target
Wants=network-pre.target
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft --file ${rules}
ExecStartPost=${afterwards}
ExecReload=/usr/sbin/nft --file ${rules}
ExecReload=${afterwards}
ExecStop=/usr/sbin/nft delete table inet flotilla

[Install]
WantedBy=sysinit.target
`;
