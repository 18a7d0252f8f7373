import { isClustered, isMember } from '../../declaration/declaration.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import {
  bad,
  type Check,
  type CheckResult,
  foreignRules,
  journal,
  ms,
  NOTHING,
  onFacts,
  type Subject,
} from './check.ts';
import { acceptsWrites, memberResult } from './members.ts';
import { consequence, hasDatabase, hasVpn, isFull } from './primary.ts';

export const database: Check = {
  title: 'database',
  run: onFacts((facts, subject) => {
    if (facts.health === undefined) return NOTHING;
    const { declaration, host } = subject;
    if (isMember(declaration, host) && isFull(facts)) return full(facts);
    if (isClustered(declaration))
      return isMember(declaration, host) ? memberResult(facts, subject) : fromMember(facts, subject);
    return host.kind === 'primary' ? served(facts) : fromPrimary(facts, subject);
  }),
};

const full = ({ health }: Facts): CheckResult =>
  bad(
    'full',
    `has no free database connections: ${health?.connections?.used} of ${health?.connections?.most} are in use.`,
    'Run `mariadb --execute="SHOW PROCESSLIST"` there to see what uses them.',
  );

const served = ({ health }: Facts): CheckResult =>
  health?.databaseMs === null
    ? bad(
        'down',
        'has no database: MariaDB does not answer, so the web hosts serve cached pages only.',
        journal('mariadb'),
      )
    : { text: 'up' };

function fromPrimary(facts: Facts, subject: Subject): CheckResult {
  const { health } = facts;
  if (health?.databaseMs != null) return { text: ms(health.databaseMs) };
  return (
    consequence(subject, (primary) => hasVpn(primary) && hasDatabase(primary), !hasVpn(facts)) ??
    bad(
      'no answer',
      `cannot reach the database, although the VPN is up: it serves cached pages only.${foreignRules(facts)}`,
      'Check `nc -v primary.vpn 3306` there and the number of connections on the primary.',
    )
  );
}

/** A host that is no member asks the nearest one that is synced. If none is, the members have the finding. */
function fromMember(facts: Facts, subject: Subject): CheckResult {
  const { health } = facts;
  if (health?.databaseMs != null) return { text: health.member ? `asks ${health.member}` : 'up' };
  if (!hasVpn(facts) || !acceptsWrites(subject)) return { text: 'away', bad: true };
  return bad(
    'no answer',
    `reaches no member of the database, although there are some that accept writes: it serves stored pages only.${foreignRules(facts)}`,
    journal('flotilla-proxy'),
  );
}
