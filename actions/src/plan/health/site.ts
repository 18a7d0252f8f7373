import { faultIn, isFresh, wantedPage } from '../../hosts/model/page.ts';
import { runWorkflow } from '../../lib/run-workflow.ts';
import { daysLeft, isOverdue, lifetimeOf } from '../../lib/thresholds.ts';
import { type Aspect, bad, inTheWay, type Look, NOTHING, ofFacts, type Subject } from './sighting.ts';

const rotation: Aspect = {
  title: 'in rotation',
  look: ({ host, seen, sighting, declaration }) => {
    if (host.kind === 'primary') return NOTHING;
    if (sighting.rotation.includes(host.name)) return { text: 'yes' };
    if (seen.kind !== 'observed' || seen.site?.kind !== 'served') return { text: 'no', bad: true };
    return bad(
      'no',
      `is not in the rotation of ${declaration.domain}.`,
      'Run apply: it enters once it was seen serving the site.',
    );
  },
};

const https: Aspect = {
  title: 'https',
  look: (subject) => {
    const { seen } = subject;
    if (seen.kind === 'absent' || seen.site === undefined) return NOTHING;
    if (seen.site.kind === 'failed') return notServing(subject, 'no answer', seen.site.error);
    const { status, certificate } = seen.site;
    if (status !== 200) return notServing(subject, `${status}`, `HTTP ${status}`);
    return { text: certificate === 'verified' ? '200' : '200 placeholder' };
  },
};

function notServing({ seen, declaration }: Subject, text: string, why: string): Look {
  if (seen.kind === 'unreachable') return { text, bad: true };
  return bad(
    text,
    `does not serve https://${declaration.domain}/ at its own address: ${why}.${evidence(seen, declaration)}`,
    'Run plan to see what differs there, and apply; else read /var/log/nginx/error.log and `journalctl -t php` on it.',
  );
}

/** A host that makes a page for itself and none for readers: something stands between. */
function evidence(seen: Subject['seen'], declaration: Subject['declaration']): string {
  if (seen.kind !== 'observed') return '';
  const { page } = seen.facts;
  const isBetween = page && isFresh(page) && faultIn(page, wantedPage(declaration)) === undefined;
  const between = isBetween
    ? ' The host itself gets the page: something stands between it and its readers.'
    : '';
  return between + inTheWay(seen.facts);
}

/** Its own finding only where the host serves over IPv4: else one cause would be two findings. */
const ipv6: Aspect = {
  title: 'ipv6',
  look: ({ seen, declaration }) => {
    if (seen.kind !== 'observed' || seen.ipv6 === undefined) return NOTHING;
    if (seen.ipv6.kind === 'served' && seen.ipv6.status === 200) return { text: '200' };
    const why = seen.ipv6.kind === 'served' ? `HTTP ${seen.ipv6.status}` : seen.ipv6.error;
    const text = seen.ipv6.kind === 'served' ? `${seen.ipv6.status}` : 'no answer';
    if (seen.site?.kind !== 'served' || seen.site.status !== 200) return { text, bad: true };
    return bad(
      text,
      `serves https://${declaration.domain}/ over IPv4 only, though its AAAA record sends readers to IPv6: ${why}.` +
        inTheWay(seen.facts),
      "Look at `nft list ruleset` and `ss -ltn 'sport = 443'` there.",
    );
  },
};

export const CERTIFICATE: Aspect = {
  title: 'certificate',
  look: ofFacts(({ certificate }, { host, sighting, declaration }) => {
    // The column before says of a placeholder that it is one; its end means nothing.
    if (host.kind === 'primary' || certificate === null || certificate.placeholder) return NOTHING;
    const notAfter = Date.parse(certificate.notAfter);
    const notBefore =
      certificate.notBefore === undefined
        ? notAfter - lifetimeOf(declaration.certificate.profile)
        : Date.parse(certificate.notBefore);
    const days = daysLeft(notAfter, sighting.now);
    if (!isOverdue({ notBefore, notAfter }, sighting.now)) return { text: `${days} d` };
    return bad(
      `${days} d`,
      days < 0
        ? 'serves a certificate that has ended.'
        : `serves a certificate that ends in ${days === 1 ? '1 day' : `${days} days`}.`,
      `Read in the log of the last certificates runs why they did not renew it. To try again now, ${runWorkflow('certificates')}.`,
    );
  }),
};

export const SITE: readonly Aspect[] = [rotation, https, ipv6];

/** Whether the primary's database still holds the site: a column only while it does not, or does not say. */
export const STORED: readonly Aspect[] = [
  {
    title: 'site stored',
    look: ofFacts(({ site, units }, { declaration }) => {
      if (site?.stored === false && site.seen)
        return bad(
          'no',
          `holds no site in its database ${declaration.database.name}, although it did.`,
          'Plan: it names the dumps to restore. Nothing is installed meanwhile, and readers get the pages that are cached.',
        );
      // A stopped database is named by its unit.
      const isAsked = site?.tables && units['mariadb.service']?.active;
      if (site?.stored !== null || !isAsked) return NOTHING;
      return bad(
        'unknown',
        `cannot be asked whether its database ${declaration.database.name} holds the site, although it runs.`,
        'See what `mariadb --no-defaults` answers to root there: root has to get in by the socket, without a password.',
      );
    }),
  },
];
