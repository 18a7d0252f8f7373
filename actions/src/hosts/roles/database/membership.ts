import { allHosts, isMember } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import type { PartCommand } from '../parts.ts';
import { WRITTEN } from '../shared.ts';
import { textOf } from '../texts.ts';
import { MARIADB, whileRunning } from './sql.ts';

/** Of an even number, half is no majority. The first member then counts as two. */
const weightOf = ({ host, declaration: { database } }: RoleContext): number =>
  database.members.length % 2 === 0 && database.members[0] === host.name ? 2 : 1;

export const membersConfig = (context: RoleContext): Template => {
  const { declaration } = context;
  const members = allHosts(declaration).filter((host) => isMember(declaration, host));
  const options = [
    ...['evs.keepalive_period=PT1S', 'evs.suspect_timeout=PT5S', 'evs.inactive_timeout=PT15S'],
    // Two members that find each other again have less than a second of the suspect timeout left for this. With Galera's
    // own second, they missed it time after time, at intervals of five seconds.
    'evs.join_retrans_period=PT0.3S',
    ...['gcache.size=128M', 'pc.recovery=TRUE', `pc.weight=${weightOf(context)}`],
  ];
  return `${WRITTEN}
[mariadbd]
wsrep_cluster_address = gcomm://${members.map(({ vpnAddress }) => vpnAddress).join(',')}
wsrep_provider_options = "${options.join('; ')}"
`;
};

/** Of the file above, what a running member does not learn from the others. */
export const weight = (context: RoleContext): PartCommand => ({
  name: 'weight',
  summary: `count as ${weightOf(context)} where the majority is counted`,
  check: whileRunning(
    `{ said=$(${MARIADB} --skip-column-names --execute='SELECT @@wsrep_provider_options' 2>/dev/null); ` +
      `[ -z "$said" ] || echo "$said" | grep -q 'pc.weight = ${weightOf(context)};'; }`,
    'mariadb.service',
  ),
  // Debian 13's MariaDB has a variable for each option, Debian 12's one for all.
  run: `${MARIADB} --execute='SET GLOBAL wsrep_provider_pc_weight = ${weightOf(context)}' 2>/dev/null ||
${MARIADB} --execute="SET GLOBAL wsrep_provider_options = 'pc.weight=${weightOf(context)}'"
`,
});

export const mayStartAlone = ({ host, declaration }: RoleContext): Template => {
  const others = allHosts(declaration).filter((one) => isMember(declaration, one) && one.name !== host.name);
  const addresses = others.map(({ vpnAddress }) => vpnAddress).join(' ');
  return textOf('database/may-start-alone.sh', { others: addresses });
};
