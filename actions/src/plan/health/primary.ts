import { isClustered } from '../../declaration/declaration.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import {
  bad,
  type Check,
  type CheckResult,
  foreignRules,
  journal,
  NOTHING,
  observedAmong,
  onFacts,
  primaryFacts,
  type Subject,
} from './check.ts';

// What web hosts need the primary for. In a `single` topology that is the VPN, the share and the database; in a `cluster` the
// share alone.

/** A host that does not report its VPN counts as connected. */
export const hasVpn = ({ health }: Facts): boolean => health?.vpn.up ?? true;

export const hasDatabase = (facts: Facts): boolean =>
  facts.health === undefined || (facts.health.databaseMs !== null && !isFull(facts));

export const exportsShare = ({ units }: Facts): boolean => units['nfs-server.service']?.active ?? false;

/** Whether the database has no connection left. */
export const isFull = ({ health }: Facts): boolean =>
  health?.connections != null && health.connections.used >= health.connections.most;

/** Runs only while everything on the primary is up: otherwise that problem is the finding. */
export const reached: Check = {
  title: 'reached',
  run: onFacts((facts, subject) => {
    if (isClustered(subject.declaration)) return NOTHING;
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

const isWhole = (facts: Facts): boolean => hasVpn(facts) && hasDatabase(facts) && exportsShare(facts);

/** Web hosts that answered and report what they reach. */
const askedHosts = (subject: Subject) =>
  observedAmong(
    subject.declaration.web.map(({ name }) => name),
    subject,
  );

/** Whether a web host lacks something that it has from the primary. */
export const isCutOff = ({ health }: Facts): boolean =>
  health !== undefined &&
  (!health.vpn.up || health.databaseMs === null || Object.values(health.sharesMs).includes(null));

/** Whether the primary's side causes the web hosts' problems, although nothing is down there. */
function isCulprit(subject: Subject): boolean {
  if (isClustered(subject.declaration)) return false;
  const primary = primaryFacts(subject);
  if (primary === undefined || !isWhole(primary)) return false;
  const asked = askedHosts(subject);
  const cut = asked.filter(({ facts }) => isCutOff(facts));
  const hasRules = (primary.health?.foreignFirewalls ?? []).length > 0;
  return cut.length > 0 && (hasRules || (asked.length > 1 && cut.length === asked.length));
}

/** The result without a finding, if another finding already gives the cause; otherwise undefined. */
export function consequence(
  subject: Subject,
  primaryHas: (primary: Facts) => boolean,
  hasOwnCause = false,
): CheckResult | undefined {
  const primary = primaryFacts(subject);
  const isPrimarysFault = primary === undefined || !primaryHas(primary) || isCulprit(subject);
  return hasOwnCause || isPrimarysFault ? { text: 'away', bad: true } : undefined;
}
