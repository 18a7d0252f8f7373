import { isClustered, isMember } from '../../declaration/declaration.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import { MESH_INTERFACE } from '../../hosts/roles/shared.ts';
import { span } from '../../lib/words.ts';
import {
  bad,
  type Check,
  type CheckResult,
  foreignRules,
  journal,
  NOTHING,
  onFacts,
  primaryFacts,
  type Subject,
} from './check.ts';
import { database } from './database.ts';
import { hasWorkingDatabase } from './members.ts';
import { consequence, hasVpn, isCutOff, reached } from './primary.ts';
import { share } from './share.ts';

/** The VPN between the primary and the web hosts. If it is down on the primary, only the primary has a finding. */
const vpn: Check = {
  title: 'vpn',
  run: onFacts((facts, subject) => {
    const { health } = facts;
    if (health === undefined) return NOTHING;
    if (isClustered(subject.declaration)) return meshed(facts, subject);
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

/** The links between all hosts of a `cluster`. Whether other hosts answer is the check of the database. */
function meshed(facts: Facts, { declaration, host }: Subject): CheckResult {
  if (hasVpn(facts)) return { text: 'up' };
  const so = isMember(declaration, host)
    ? 'its database does not reach the other members: it serves readers and accepts no writes'
    : 'it reaches no member of the database: it serves stored pages only';
  return bad('down', `has no VPN, so ${so}.${foreignRules(facts)}`, journal(`wg-quick@${MESH_INTERFACE}`));
}

/** Whether a host cannot render pages because of a problem that these checks report. */
export const isLinkDown = ({ seen, declaration }: Subject): boolean =>
  seen.kind === 'observed' &&
  (isClustered(declaration) ? !hasWorkingDatabase(seen.facts) : isCutOff(seen.facts));

/** A host polls for changes five times a second. A poll times out after three seconds and is retried. */
const BEHIND_SECONDS = 15;

/** If the database is unreachable, that is the finding. */
const changes: Check = {
  title: 'changes',
  run: onFacts((facts, { declaration }) => {
    const { health } = facts;
    if (!health?.changes || health.databaseMs === null) return NOTHING;
    if (isClustered(declaration) && !hasWorkingDatabase(facts)) return NOTHING;
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
