import { isClustered } from '../../declaration/declaration.ts';
import { faultIn, isFresh, wantedPage } from '../../hosts/model/page.ts';
import { runWorkflow } from '../../lib/run-workflow.ts';
import { daysLeft, isOverdue, lifetimeOf } from '../../lib/thresholds.ts';
import { bad, type Check, type CheckResult, foreignRules, NOTHING, onFacts, type Subject } from './check.ts';
import { hasWorkingDatabase } from './members.ts';

const rotation: Check = {
  title: 'in rotation',
  run: ({ host, seen, fleet, declaration }) => {
    if (host.kind === 'primary') return NOTHING;
    if (fleet.rotation.includes(host.name)) return { text: 'yes' };
    if (seen.kind !== 'observed' || seen.site?.kind !== 'served') return { text: 'no', bad: true };
    return bad(
      'no',
      `is not in the rotation of ${declaration.domain}.`,
      'Run apply, which adds it to the rotation after it has checked that it serves the site.',
    );
  },
};

const https: Check = {
  title: 'https',
  run: (subject) => {
    const { seen } = subject;
    if (seen.kind === 'absent' || seen.site === undefined) return NOTHING;
    if (seen.site.kind === 'failed') return notServing(subject, 'no answer', seen.site.error);
    const { status, certificate } = seen.site;
    if (status !== 200) return notServing(subject, `${status}`, `HTTP ${status}`);
    return { text: certificate === 'verified' ? '200' : '200 placeholder' };
  },
};

function notServing({ seen, declaration }: Subject, text: string, why: string): CheckResult {
  if (seen.kind === 'unreachable') return { text, bad: true };
  return bad(
    text,
    `does not serve https://${declaration.domain}/ at its own address: ${why}.${evidence(seen, declaration)}`,
    'Run plan to see what differs there, then apply. If that does not help, read /var/log/nginx/error.log and ' +
      '`journalctl -t php` there.',
  );
}

/** If a host gets the page from itself and visitors do not, something between them blocks it. */
function evidence(seen: Subject['seen'], declaration: Subject['declaration']): string {
  if (seen.kind !== 'observed') return '';
  const { page } = seen.facts;
  const isBetween = page && isFresh(page) && faultIn(page, wantedPage(declaration)) === undefined;
  const between = isBetween
    ? ' The host itself gets the page, so something between it and its visitors blocks requests.'
    : '';
  return between + foreignRules(seen.facts);
}

/** A finding only if the host serves over IPv4: otherwise one cause would give two findings. */
const ipv6: Check = {
  title: 'ipv6',
  run: ({ seen, declaration }) => {
    if (seen.kind !== 'observed' || seen.ipv6 === undefined) return NOTHING;
    if (seen.ipv6.kind === 'served' && seen.ipv6.status === 200) return { text: '200' };
    const why = seen.ipv6.kind === 'served' ? `HTTP ${seen.ipv6.status}` : seen.ipv6.error;
    const text = seen.ipv6.kind === 'served' ? `${seen.ipv6.status}` : 'no answer';
    if (seen.site?.kind !== 'served' || seen.site.status !== 200) return { text, bad: true };
    return bad(
      text,
      `serves https://${declaration.domain}/ over IPv4 only, although its AAAA record sends visitors to IPv6: ${why}.` +
        foreignRules(seen.facts),
      "Check `nft list ruleset` and `ss -ltn 'sport = 443'` there.",
    );
  },
};

export const CERTIFICATE: Check = {
  title: 'certificate',
  run: onFacts(({ certificate }, { host, fleet, declaration }) => {
    // The https column already marks a placeholder. When it expires does not matter.
    if (host.kind === 'primary' || certificate === null || certificate.placeholder) return NOTHING;
    const notAfter = Date.parse(certificate.notAfter);
    const notBefore =
      certificate.notBefore === undefined
        ? notAfter - lifetimeOf(declaration.certificate.profile)
        : Date.parse(certificate.notBefore);
    const days = daysLeft(notAfter, fleet.now);
    if (!isOverdue({ notBefore, notAfter }, fleet.now)) return { text: `${days} d` };
    return bad(
      `${days} d`,
      days < 0
        ? 'serves a certificate that has expired.'
        : `serves a certificate that expires in ${days === 1 ? '1 day' : `${days} days`}.`,
      `The logs of the last certificates runs say why they did not renew it. To try again now, ${runWorkflow('certificates')}.`,
    );
  }),
};

export const SITE: readonly Check[] = [rotation, https, ipv6];

/** All members of a `cluster` hold the same database, so the first of them has the finding. */
const isReportedByOther = ({ host, declaration, fleet }: Subject): boolean => {
  const lost = declaration.database.members.filter((name) => {
    const seen = fleet.hosts[name];
    return seen?.kind === 'observed' && seen.facts.site?.stored === false && seen.facts.site.seen;
  });
  return lost.indexOf(host.name) > 0;
};

/** Whether the database still holds the site. The table has this column only if it does not or is unknown. */
export const STORED: readonly Check[] = [
  {
    title: 'site stored',
    run: onFacts((facts, subject) => {
      const { site, units } = facts;
      const { declaration } = subject;
      if (isClustered(declaration) && !hasWorkingDatabase(facts)) return NOTHING;
      if (isReportedByOther(subject)) return { text: 'no', bad: true };
      if (site?.stored === false && site.seen)
        return bad(
          'no',
          `holds no site in its database ${declaration.database.name}, although it did before.`,
          'Run plan, which lists the dumps that you can restore. Until then nothing is installed, and visitors get cached pages.',
        );
      // If the database is stopped, the check of its unit reports that.
      const isAsked = site?.tables && units['mariadb.service']?.active;
      if (site?.stored !== null || !isAsked) return NOTHING;
      return bad(
        'unknown',
        `does not allow a check whether its database ${declaration.database.name} holds the site, although MariaDB runs.`,
        'Run `mariadb --no-defaults` as root there: root must be able to connect through the socket without a password.',
      );
    }),
  },
];
