import type { Facts } from '../../hosts/model/facts.ts';
import { span } from '../../lib/words.ts';
import {
  bad,
  type Check,
  type CheckResult,
  foreignRules,
  NOTHING,
  onFacts,
  primaryFacts,
  type Subject,
} from './check.ts';

/** The VPN between the primary and the web hosts. If it is down on the primary, only the primary has a finding. */
const vpn: Check = {
  title: 'vpn',
  run: onFacts((facts, subject) => {
    const { health } = facts;
    if (health === undefined) return NOTHING;
    if (health.vpn.up) return { text: ['up', ...since(subject)].join(' ') };
    if (subject.host.kind === 'primary')
      return bad(
        'down',
        'has no VPN, so no web host can reach the database.',
        journal('openvpn-server@flotilla'),
      );
    return (
      consequence(subject, hasVpn) ??
      bad('down', `has no VPN to the primary.${foreignRules(facts)}`, journal('openvpn-client@flotilla'))
    );
  }),
};

function since(subject: Subject): string[] {
  const connected = primaryFacts(subject)?.health?.vpn.peers[subject.host.name];
  return connected === undefined ? [] : [span(subject.fleet.now / 1000 - connected)];
}

const share: Check = {
  title: 'share',
  run: onFacts((facts, subject) => {
    if (facts.health === undefined) return NOTHING;
    if (subject.host.kind === 'primary') return exported(facts);
    const silent = Object.entries(facts.health.sharesMs).filter(([, ms]) => ms === null);
    if (silent.length === 0) return { text: slowest(Object.values(facts.health.sharesMs)) };
    const paths = silent.map(([path]) => path).join(' and ');
    return (
      consequence(subject, (primary) => hasVpn(primary) && exportsShare(primary), !facts.health.vpn.up) ??
      bad(
        'away',
        `cannot read ${paths} from the primary, although the VPN is up.${foreignRules(facts)}`,
        `Check \`systemctl status '*.mount'\` there and \`exportfs\` on the primary.`,
      )
    );
  }),
};

const slowest = (answers: readonly (number | null)[]): string =>
  answers.length === 0 ? NOTHING.text : ms(Math.max(...answers.map(Number)));

const exported = (facts: Facts): CheckResult =>
  exportsShare(facts)
    ? { text: 'up' }
    : bad(
        'down',
        'does not export the share, so web hosts get no new uploads or certificates.',
        journal('nfs-server'),
      );

const database: Check = {
  title: 'database',
  run: onFacts((facts, subject) => {
    const { health } = facts;
    if (health === undefined) return NOTHING;
    const isPrimary = subject.host.kind === 'primary';
    if (isPrimary && isFull(facts)) return full(facts);
    if (health.databaseMs !== null) return { text: isPrimary ? 'up' : ms(health.databaseMs) };
    if (isPrimary)
      return bad(
        'down',
        'has no database: MariaDB does not answer, so the web hosts serve cached pages only.',
        journal('mariadb'),
      );
    return (
      consequence(subject, (primary) => hasVpn(primary) && hasDatabase(primary), !health.vpn.up) ??
      bad(
        'no answer',
        `cannot reach the database, although the VPN is up: it serves cached pages only.${foreignRules(facts)}`,
        'Check `nc -v primary.vpn 3306` there and the number of connections on the primary.',
      )
    );
  }),
};

const full = ({ health }: Facts): CheckResult =>
  bad(
    'full',
    `has no free database connections: ${health?.connections?.used} of ${health?.connections?.most} are in use.`,
    'Run `mariadb --execute="SHOW PROCESSLIST"` there to see what uses them.',
  );

/** Runs only while everything on the primary is up: otherwise that problem is the finding. */
const reached: Check = {
  title: 'reached',
  run: onFacts((facts, subject) => {
    if (subject.host.kind !== 'primary' || !isWhole(facts)) return NOTHING;
    const asked = askedHosts(subject);
    const cut = asked.filter(({ facts }) => isCutOff(facts)).map(({ name }) => name);
    const text = asked.length === 0 ? NOTHING.text : `by ${asked.length - cut.length} of ${asked.length}`;
    if (!isCulprit(subject)) return { text };
    return bad(
      text,
      `is up, but ${cut.join(', ')} cannot reach it over the VPN and cannot render pages.${foreignRules(facts)}`,
      facts.health?.foreignFirewalls?.length
        ? 'Check `nft list ruleset` there and remove the rules that you do not need. Flotilla uses only the table inet flotilla.'
        : journal('openvpn-server@flotilla'),
    );
  }),
};

/** Web hosts that answered and report what they reach. */
const askedHosts = ({ declaration, fleet }: Subject): { name: string; facts: Facts }[] =>
  declaration.web.flatMap(({ name }) => {
    const seen = fleet.hosts[name];
    return seen?.kind === 'observed' && seen.facts.health ? [{ name, facts: seen.facts }] : [];
  });

const isCutOff = ({ health }: Facts): boolean =>
  health !== undefined &&
  (!health.vpn.up || health.databaseMs === null || Object.values(health.sharesMs).includes(null));

/** Whether the primary's side causes the web hosts' problems, although nothing is down there. */
function isCulprit(subject: Subject): boolean {
  const primary = primaryFacts(subject);
  if (primary === undefined || !isWhole(primary)) return false;
  const asked = askedHosts(subject);
  const cut = asked.filter(({ facts }) => isCutOff(facts));
  const hasRules = (primary.health?.foreignFirewalls ?? []).length > 0;
  return cut.length > 0 && (hasRules || (asked.length > 1 && cut.length === asked.length));
}

/** The result without a finding, if another finding already gives the cause; otherwise undefined. */
function consequence(
  subject: Subject,
  primaryHas: (primary: Facts) => boolean,
  hasOwnCause = false,
): CheckResult | undefined {
  const primary = primaryFacts(subject);
  const isPrimarysFault = primary === undefined || !primaryHas(primary) || isCulprit(subject);
  return hasOwnCause || isPrimarysFault ? { text: 'away', bad: true } : undefined;
}

/** A host that does not report its VPN counts as connected. */
const hasVpn = ({ health }: Facts): boolean => health?.vpn.up ?? true;
const hasDatabase = (facts: Facts): boolean =>
  facts.health === undefined || (facts.health.databaseMs !== null && !isFull(facts));
const exportsShare = ({ units }: Facts): boolean => units['nfs-server.service']?.active ?? false;
const isWhole = (facts: Facts): boolean => hasVpn(facts) && hasDatabase(facts) && exportsShare(facts);
const isFull = ({ health }: Facts): boolean =>
  health?.connections != null && health.connections.used >= health.connections.most;

/** Whether a host cannot render pages because of a problem that these checks report. */
export const isLinkDown = ({ seen }: Subject): boolean => seen.kind === 'observed' && isCutOff(seen.facts);

const journal = (unit: string): string =>
  `Run apply, which starts stopped services. If that does not help, read \`journalctl -u ${unit}\` there.`;

const ms = (milliseconds: number): string => `${Math.max(1, Math.round(milliseconds))} ms`;

/** A host polls for changes five times a second. A poll times out after three seconds and is retried. */
const BEHIND_SECONDS = 15;

/** If the database is unreachable, that is the finding. */
const changes: Check = {
  title: 'changes',
  run: onFacts(({ health }) => {
    if (!health?.changes || health.databaseMs === null) return NOTHING;
    const { seconds } = health.changes;
    if (seconds !== null && seconds <= BEHIND_SECONDS) return { text: 'seen' };
    const text = seconds === null ? 'unseen' : `${span(seconds)} behind`;
    return bad(
      text,
      `has not received changes from other hosts${seconds === null ? '' : ` for ${span(seconds)}`}: it may serve outdated pages.`,
      journal('flotilla-changes'),
    );
  }),
};

export const LINKS: readonly Check[] = [vpn, share, database, reached, changes];
