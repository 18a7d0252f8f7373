import type { Facts } from '../../hosts/model/facts.ts';
import { listed } from '../../lib/words.ts';
import { bad, type CheckResult, foreignRules, journal, observedAmong, type Subject } from './check.ts';
import { hasVpn, isFull } from './primary.ts';

// The members of the database of a `cluster`. WordPress on each of them asks its own host alone.

/** Galera's words for a member that has everything: `Donor` also gives another member what that one missed. */
const CURRENT: Readonly<Record<string, string>> = { Synced: 'synced', 'Donor/Desynced': 'donor' };

/** Whether pages can be rendered from the member. */
export function hasWorkingDatabase(facts: Facts): boolean {
  if (facts.health === undefined) return true;
  if (facts.health.databaseMs === null || isFull(facts)) return false;
  const isMember = facts.health.member === undefined;
  return !isMember || facts.galera === undefined || isCurrent(facts);
}

const isCurrent = ({ galera }: Facts): boolean => galera?.size != null && (galera.state ?? '') in CURRENT;

/** If a member sees fewer than all, the finding is on those that it does not see. */
export function memberResult(facts: Facts, subject: Subject): CheckResult {
  const { galera } = facts;
  if (isSilent(facts)) return isStopped(facts) ? once(isStopped, stopped, subject) : copying;
  if (galera === undefined) return { text: 'up' };
  if (galera === null) return outside;
  if (galera.size === null) return isInMinority(facts) ? once(isInMinority, inMinority, subject) : away;
  if (!isCurrent(facts)) return behind(galera.state ?? 'unknown');
  const text = `${CURRENT[galera.state ?? '']}, ${galera.size} of ${subject.declaration.database.members.length}`;
  return isSplit(subject) ? split(text, subject) : { text };
}

const isSilent = ({ health, galera }: Facts): boolean =>
  health?.databaseMs === null || galera?.state === null;

/** A host that has no copy of the database yet receives it while MariaDB does not answer. */
const isStopped = (facts: Facts): boolean =>
  isSilent(facts) && !isFull(facts) && facts.galera?.hasData !== false;

/** Without its VPN, a host sees no other member. That is the finding then. */
const isInMinority = (facts: Facts): boolean =>
  !isSilent(facts) && facts.galera?.size === null && hasVpn(facts);

const away: CheckResult = { text: 'no majority', bad: true };

const copying = bad(
  'no copy',
  'has no copy of the database yet: MariaDB does not answer while it receives one from another member.',
  'Wait some minutes. If it stays like this, read `journalctl -u mariadb` there.',
);

const outside = bad(
  'no member',
  'has a database of its own, which is not part of the cluster: pages that it renders are not those of the other hosts.',
  'Run apply, which makes it a member.',
);

const behind = (state: string): CheckResult =>
  bad(
    state.toLowerCase(),
    `does not have everything that the other members have (Galera: ${state}), so it serves stored pages only.`,
    'Wait some minutes. If it stays like this, read `journalctl -u mariadb` there.',
  );

type Report = (hosts: readonly string[], subject: Subject) => CheckResult;

/** Hosts with the same problem share one finding, which the first of them has. */
function once(hasProblem: (facts: Facts) => boolean, report: Report, subject: Subject): CheckResult {
  const hosts = observed(subject).flatMap(({ name, facts }) => (hasProblem(facts) ? [name] : []));
  const result = report(hosts, subject);
  return hosts[0] === subject.host.name ? result : { text: result.text, bad: true };
}

const stopped: Report = (hosts, subject) =>
  bad(
    'down',
    `has no database: MariaDB does not answer, so it serves stored pages only.${sameOn(hosts)}`,
    journal('mariadb') + recovery(subject),
  );

const inMinority: Report = (hosts, subject) =>
  bad(
    'no majority',
    `does not see the majority of the members: it serves readers and accepts no writes.${sameOn(hosts)}${rules(subject)}`,
    `It recovers by itself once it sees them again. If it does not, read \`journalctl -u mariadb\` there.${recovery(subject)}`,
  );

const sameOn = ([, ...others]: readonly string[]): string =>
  others.length === 0 ? '' : ` The same is true of ${listed(others)}.`;

const rules = ({ seen }: Subject): string => (seen.kind === 'observed' ? foreignRules(seen.facts) : '');

/** If no member works, a person may have to know which one has the newest data. */
function recovery(subject: Subject): string {
  const members = observed(subject);
  if (acceptsWrites(subject)) return '';
  const positions = members.map(({ name, facts }) => `${name} ${facts.galera?.position ?? 'unknown'}`);
  return ` No member accepts writes now. Number of the last change that each has: ${positions.join(', ')}. See docs/cluster.md.`;
}

/** Whether a member is known to accept writes. */
export const acceptsWrites = (subject: Subject): boolean =>
  observed(subject).some(({ facts }) => isCurrent(facts));

const observed = (subject: Subject) => observedAmong(subject.declaration.database.members, subject);

/** Whether all members work, and this is the first of those that see the fewest of the others. */
function isSplit(subject: Subject): boolean {
  const { members } = subject.declaration.database;
  const working = observed(subject).filter(({ facts }) => isCurrent(facts));
  const sizes = working.map(({ facts }) => facts.galera?.size ?? 0);
  const fewest = Math.min(...sizes);
  if (working.length < members.length || fewest >= members.length) return false;
  return working[sizes.indexOf(fewest)]?.name === subject.host.name;
}

const split = (text: string, { declaration }: Subject): CheckResult =>
  bad(
    text,
    `does not see all ${declaration.database.members.length} members, although all of them accept writes: they may have become separate databases.`,
    "Run status again. If it stays like this, compare `SHOW STATUS LIKE 'wsrep_cluster_state_uuid'` on all hosts, and stop MariaDB on those that differ.",
  );
