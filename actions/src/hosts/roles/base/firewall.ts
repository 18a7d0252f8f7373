import type { Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { file, type Part, running, UNITS } from '../parts.ts';
import { MESH_INTERFACE, VPN_INTERFACE, WRITTEN } from '../shared.ts';
import { textOf } from '../texts.ts';

const RULES = '/etc/flotilla/firewall.nft';
const UNIT = 'flotilla-firewall.service';

const reloadFirewall = { name: 'reload firewall', command: `systemctl reload-or-restart ${UNIT}` };

/** What only the host knows, next to DigitalOcean's firewall: which user asks, and by which interface. */
export const firewall = ({ vpnOnly }: Pick<RoleContext, 'vpnOnly'>): Part => ({
  files: [
    file(RULES, rules(vpnOnly), { validate: 'nft --check --file {}', notify: [reloadFirewall] }),
    file(`${UNITS}/${UNIT}`, textOf(`base/${UNIT}`, { admitAgent: afterwards }), {
      notify: [reloadFirewall],
    }),
  ],
  units: running(UNIT),
  commands: [
    {
      name: 'firewall is loaded',
      summary: 'load the firewall table again',
      check: `! systemctl is-active --quiet ${UNIT} || nft list table inet flotilla >/dev/null 2>&1`,
      run: `systemctl restart ${UNIT}`,
    },
    {
      name: 'metrics agent',
      summary: 'let the metrics agent ask for the metadata',
      check: `! systemctl is-active --quiet ${UNIT} || ${isAgentAdmitted}`,
      run: admitAgent,
    },
  ],
});

/**
 * The first two statements make a reload replace this table alone, in one transaction; other tables stay as they are.
 * DigitalOcean's metadata has no IPv6 address (https://docs.digitalocean.com/reference/api/metadata/).
 */
const rules = (vpnOnly: RoleContext['vpnOnly']): Template => `#!/usr/sbin/nft -f
${WRITTEN}
table inet flotilla
delete table inet flotilla

table inet flotilla {
	set agents {
		type uid
	}

	chain input {
		type filter hook input priority filter; policy accept;
		# For the VPN only, even if DigitalOcean's firewall is open.
${closed('tcp', vpnOnly)}${closed('udp', vpnOnly)}	}

	chain output {
		type filter hook output priority filter; policy accept;
		# user_data holds the host's SSH key, and an attacker in PHP must not read it.
		ip daddr 169.254.169.254 meta skuid @agents accept
		ip daddr 169.254.169.254 meta skuid != 0 reject with icmpx type admin-prohibited
	}
}
`;

const VPN_INTERFACES = [VPN_INTERFACE, MESH_INTERFACE].map((name) => `"${name}"`).join(', ');

function closed(protocol: 'tcp' | 'udp', ports: RoleContext['vpnOnly']): string {
  const numbers = ports.filter((port) => port.protocol === protocol).map(({ port }) => port);
  numbers.sort((one, other) => one - other);
  if (numbers.length === 0) return '';
  return `\t\tiifname != { "lo", ${VPN_INTERFACES} } ${protocol} dport { ${numbers.join(', ')} } drop\n`;
}

/**
 * DigitalOcean's metrics agent asks the metadata which droplet it is on. Its user exists once someone installs it, and nft
 * knows users by number alone, so the loaded table is changed and not the file.
 */
const AGENT = 'do-agent';

/** Fails while the host has no such user. */
const admitAgent = `agent=$(id -u ${AGENT} 2>/dev/null) && nft add element inet flotilla agents "{ $agent }"`;

const isAgentAdmitted = `! id -u ${AGENT} >/dev/null 2>&1 || nft get element inet flotilla agents "{ $(id -u ${AGENT}) }" >/dev/null 2>&1`;

/** In a unit's file a dollar sign is written twice. */
const afterwards = `-/bin/sh -c '${admitAgent.replaceAll('$', '$$$$')}'`;
