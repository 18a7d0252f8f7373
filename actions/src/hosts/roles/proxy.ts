import { allHosts, type HostDeclaration, isClustered, isMember } from '../../declaration/declaration.ts';
import type { Template } from '../../lib/template.ts';
import type { RoleContext } from '../model/role.ts';
import { credentials, DATABASE_PASSWORD } from './database/grant.ts';
import { file, type Part, type PartCommand, running, UNITS } from './parts.ts';
import { role } from './role.ts';
import { PROXY_CREDENTIALS, PROXY_UNIT } from './shared.ts';
import { textOf } from './texts.ts';

const CONFIG = '/etc/flotilla/haproxy.cfg';
const CHECK = '/usr/local/lib/flotilla/is-ready.sh';

/** Open connections go on with the earlier configuration for a while. */
const reload = {
  name: 'reload HAProxy',
  command: `systemctl reload-or-restart ${PROXY_UNIT}`,
  restarts: PROXY_UNIT,
};
const restart = {
  name: 'restart HAProxy',
  command: `systemctl restart ${PROXY_UNIT}`,
  restarts: PROXY_UNIT,
  interrupts: 'the host has no database for some seconds; it serves stored pages',
};

/** On a host that is no member of a clustered database, HAProxy listens where a member's MariaDB does, and asks a member. */
export const proxy = role('proxy', {
  on: (host, declaration) => isClustered(declaration) && !isMember(declaration, host),
  ports: [],
  secrets: [],
  probes: [],
  logsIn: { secret: DATABASE_PASSWORD, file: PROXY_CREDENTIALS },
  parts: (c) => [haproxy(c)],
});

const haproxy = (context: RoleContext): Part => ({
  packages: ['haproxy', 'mariadb-client'],
  prepare: [leave],
  files: [
    file(PROXY_CREDENTIALS, credentials(context.declaration), { mode: '0640', group: 'haproxy' }),
    file(CHECK, textOf('proxy/is-ready.sh'), { mode: '0755', validate: 'sh -n {}' }),
    file(CONFIG, config(context), { validate: 'haproxy -c -f {}', notify: [reload] }),
    file(`${UNITS}/${PROXY_UNIT}`, textOf(`proxy/${PROXY_UNIT}`, { config: CONFIG }), { notify: [restart] }),
  ],
  // A unit of ours, because one whose file is removed is stopped first: before MariaDB takes its port on a new member.
  units: [{ name: 'haproxy.service', enabled: false, active: false }, ...running(PROXY_UNIT)],
});

/** A host that was a member stops its database in an orderly way, so the others do not count it any more. Its copy stays on the disk. */
const leave: PartCommand = {
  name: 'leave',
  summary: 'stop its own database, if it has one',
  check: '! systemctl is-active --quiet mariadb.service && ! systemctl is-enabled --quiet mariadb.service',
  run: 'systemctl disable --now mariadb.service\n',
  notify: [restart],
};

const config = ({ host, declaration }: RoleContext): Template => {
  const members = allHosts(declaration).filter((one) => isMember(declaration, one));
  const servers = nearestFirst(host, members).map(
    ({ name, vpnAddress }, index) =>
      `\tserver ${name} ${vpnAddress}:3306 check${index === 0 ? '' : ' backup'}\n`,
  );
  return textOf('proxy/haproxy.cfg', { check: CHECK, servers: servers.join('') });
};

/** Where DigitalOcean has several regions in a city, the city: `nyc1` and `nyc3` are next to each other. */
const cityOf = ({ region }: HostDeclaration): string => region.replace(/\d+$/, '');

/**
 * The members in a host's own region, those in its city, then the others as declared. Measured round trips would be more exact, but
 * they differ with every observation, and then so would the configuration.
 */
function nearestFirst(host: HostDeclaration, members: readonly HostDeclaration[]): HostDeclaration[] {
  const distance = (member: HostDeclaration) =>
    member.region === host.region ? 0 : cityOf(member) === cityOf(host) ? 1 : 2;
  return members.toSorted((one, other) => distance(one) - distance(other));
}
