import type { Facts } from '../../hosts/facts.ts';
import { span } from './age.ts';
import { type Aspect, bad, type Look, NOTHING, ofFacts, primaryFacts, type Subject } from './sighting.ts';

/** What a web host has from the primary. Where the primary itself lacks it, that is its finding alone. */
const vpn: Aspect = {
  title: 'vpn',
  look: ofFacts(({ health }, subject) => {
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
      bad('down', 'has no VPN to the primary.', journal('openvpn-client@flotilla'))
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
        `does not get ${paths} from the primary, though the VPN is up.`,
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
  look: ofFacts(({ health }, subject) => {
    if (health === undefined) return NOTHING;
    const isPrimary = subject.host.kind === 'primary';
    if (health.databaseMs !== null) return { text: isPrimary ? 'up' : ms(health.databaseMs) };
    if (isPrimary)
      return bad('down', 'has no database: the web hosts serve cached pages only.', journal('mariadb'));
    return (
      follows(subject, (primary) => hasVpn(primary) && hasDatabase(primary), !health.vpn.up) ??
      bad(
        'no answer',
        'does not reach the database, though the VPN is up: it serves cached pages only.',
        'Look at `nc -v primary.vpn 3306` there, and at the number of connections on the primary.',
      )
    );
  }),
};

/** The look of what is away for another reason that has its own finding; undefined where there is none. */
function follows(
  subject: Subject,
  primaryHas: (primary: Facts) => boolean,
  ownReason = false,
): Look | undefined {
  const primary = primaryFacts(subject);
  return ownReason || primary === undefined || !primaryHas(primary) ? { text: 'away', bad: true } : undefined;
}

/** Unless it says otherwise. */
const hasVpn = ({ health }: Facts): boolean => health?.vpn.up ?? true;
const hasDatabase = ({ health }: Facts): boolean => health === undefined || health.databaseMs !== null;
const exportsShare = ({ units }: Facts): boolean => units['nfs-server.service']?.active ?? false;

const journal = (unit: string): string =>
  `Run apply, which starts what is stopped; else read \`journalctl -u ${unit}\` there.`;

const ms = (milliseconds: number): string => `${Math.max(1, Math.round(milliseconds))} ms`;

export const LINKS: readonly Aspect[] = [vpn, share, database];
