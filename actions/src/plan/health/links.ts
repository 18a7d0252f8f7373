import type { Facts } from '../../hosts/model/facts.ts';
import { span } from '../../lib/words.ts';
import {
  type Aspect,
  bad,
  inTheWay,
  type Look,
  NOTHING,
  ofFacts,
  primaryFacts,
  type Subject,
} from './sighting.ts';

/** What a web host has from the primary. Where the primary itself lacks it, that is its finding alone. */
const vpn: Aspect = {
  title: 'vpn',
  look: ofFacts((facts, subject) => {
    const { health } = facts;
    if (health === undefined) return NOTHING;
    if (health.vpn.up) return { text: ['up', ...since(subject)].join(' ') };
    if (subject.host.kind === 'primary')
      return bad(
        'down',
        'has no VPN, so no web host reaches the database.',
        journal('openvpn-server@flotilla'),
      );
    return (
      follows(subject, hasVpn) ??
      bad('down', `has no VPN to the primary.${inTheWay(facts)}`, journal('openvpn-client@flotilla'))
    );
  }),
};

function since(subject: Subject): string[] {
  const connected = primaryFacts(subject)?.health?.vpn.peers[subject.host.name];
  return connected === undefined ? [] : [span(subject.sighting.now / 1000 - connected)];
}

const share: Aspect = {
  title: 'share',
  look: ofFacts((facts, subject) => {
    if (facts.health === undefined) return NOTHING;
    if (subject.host.kind === 'primary') return exported(facts);
    const silent = Object.entries(facts.health.sharesMs).filter(([, ms]) => ms === null);
    if (silent.length === 0) return { text: slowest(Object.values(facts.health.sharesMs)) };
    const paths = silent.map(([path]) => path).join(' and ');
    return (
      follows(subject, (primary) => hasVpn(primary) && exportsShare(primary), !facts.health.vpn.up) ??
      bad(
        'away',
        `does not get ${paths} from the primary, though the VPN is up.${inTheWay(facts)}`,
        `Look at \`systemctl status '*.mount'\` there, and at \`exportfs\` on the primary.`,
      )
    );
  }),
};

const slowest = (answers: readonly (number | null)[]): string =>
  answers.length === 0 ? NOTHING.text : ms(Math.max(...answers.map(Number)));

const exported = (facts: Facts): Look =>
  exportsShare(facts)
    ? { text: 'up' }
    : bad(
        'down',
        'does not export the share: uploads and certificates do not travel.',
        journal('nfs-server'),
      );

const database: Aspect = {
  title: 'database',
  look: ofFacts((facts, subject) => {
    const { health } = facts;
    if (health === undefined) return NOTHING;
    const isPrimary = subject.host.kind === 'primary';
    if (isPrimary && isFull(facts)) return full(facts);
    if (health.databaseMs !== null) return { text: isPrimary ? 'up' : ms(health.databaseMs) };
    if (isPrimary)
      return bad('down', 'has no database: the web hosts serve cached pages only.', journal('mariadb'));
    return (
      follows(subject, (primary) => hasVpn(primary) && hasDatabase(primary), !health.vpn.up) ??
      bad(
        'no answer',
        `does not reach the database, though the VPN is up: it serves cached pages only.${inTheWay(facts)}`,
        'Look at `nc -v primary.vpn 3306` there, and at the number of connections on the primary.',
      )
    );
  }),
};

const full = ({ health }: Facts): Look =>
  bad(
    'full',
    `has no free database connections: ${health?.connections?.used} of ${health?.connections?.most} are taken.`,
    'See who holds them with `mariadb --execute="SHOW PROCESSLIST"` there.',
  );

/** Has nothing to say while the primary itself lacks something, which is then the finding. */
const reached: Aspect = {
  title: 'reached',
  look: ofFacts((facts, subject) => {
    if (subject.host.kind !== 'primary' || !isWhole(facts)) return NOTHING;
    const asked = askedHosts(subject);
    const cut = asked.filter(({ facts }) => isCutOff(facts)).map(({ name }) => name);
    const text = asked.length === 0 ? NOTHING.text : `by ${asked.length - cut.length} of ${asked.length}`;
    if (!isCulprit(subject)) return { text };
    return bad(
      text,
      `is up and is not reached over the VPN by ${cut.join(', ')}, so no page can be made there.${inTheWay(facts)}`,
      facts.health?.foreignFirewalls?.length
        ? 'Look at `nft list ruleset` there, and take away what is not to stay: ours is the table inet flotilla alone.'
        : journal('openvpn-server@flotilla'),
    );
  }),
};

/** Web hosts that answered and say what they reach. */
const askedHosts = ({ declaration, sighting }: Subject): { name: string; facts: Facts }[] =>
  declaration.web.flatMap(({ name }) => {
    const seen = sighting.hosts[name];
    return seen?.kind === 'observed' && seen.facts.health ? [{ name, facts: seen.facts }] : [];
  });

const isCutOff = ({ health }: Facts): boolean =>
  health !== undefined &&
  (!health.vpn.up || health.databaseMs === null || Object.values(health.sharesMs).includes(null));

/** Whether what web hosts lack is for a reason on the primary's side, though nothing there is down. */
function isCulprit(subject: Subject): boolean {
  const primary = primaryFacts(subject);
  if (primary === undefined || !isWhole(primary)) return false;
  const asked = askedHosts(subject);
  const cut = asked.filter(({ facts }) => isCutOff(facts));
  const hasRules = (primary.health?.foreignFirewalls ?? []).length > 0;
  return cut.length > 0 && (hasRules || (asked.length > 1 && cut.length === asked.length));
}

/** The look of what is away for another reason that has its own finding; undefined where there is none. */
function follows(
  subject: Subject,
  primaryHas: (primary: Facts) => boolean,
  ownReason = false,
): Look | undefined {
  const primary = primaryFacts(subject);
  const isTheirs = primary === undefined || !primaryHas(primary) || isCulprit(subject);
  return ownReason || isTheirs ? { text: 'away', bad: true } : undefined;
}

/** Unless it says otherwise. */
const hasVpn = ({ health }: Facts): boolean => health?.vpn.up ?? true;
const hasDatabase = (facts: Facts): boolean =>
  facts.health === undefined || (facts.health.databaseMs !== null && !isFull(facts));
const exportsShare = ({ units }: Facts): boolean => units['nfs-server.service']?.active ?? false;
const isWhole = (facts: Facts): boolean => hasVpn(facts) && hasDatabase(facts) && exportsShare(facts);
const isFull = ({ health }: Facts): boolean =>
  health?.connections != null && health.connections.used >= health.connections.most;

/** Whether a host cannot make pages for a reason that the aspects here tell. */
export const isLinkDown = ({ seen }: Subject): boolean => seen.kind === 'observed' && isCutOff(seen.facts);

const journal = (unit: string): string =>
  `Run apply, which starts what is stopped; else read \`journalctl -u ${unit}\` there.`;

const ms = (milliseconds: number): string => `${Math.max(1, Math.round(milliseconds))} ms`;

/** A host asks for changes five times a second; a poll gives up after three seconds and is tried again. */
const BEHIND_SECONDS = 15;

/** Where the database is away, that is the finding. */
const changes: Aspect = {
  title: 'changes',
  look: ofFacts(({ health }) => {
    if (!health?.changes || health.databaseMs === null) return NOTHING;
    const { seconds } = health.changes;
    if (seconds !== null && seconds <= BEHIND_SECONDS) return { text: 'seen' };
    const text = seconds === null ? 'unseen' : `${span(seconds)} behind`;
    return bad(
      text,
      `does not see what is changed through other hosts${seconds === null ? '' : ` since ${span(seconds)}`}: it may show pages as they were before.`,
      'Run apply, which starts what is stopped; else read `journalctl -u flotilla-changes` there.',
    );
  }),
};

export const LINKS: readonly Aspect[] = [vpn, share, database, reached, changes];
