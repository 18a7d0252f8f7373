import type { Facts } from '../../hosts/model/facts.ts';
import {
  faultIn,
  isFresh,
  type Layer,
  type PageFault,
  renderFault,
  wantedPage,
} from '../../hosts/model/page.ts';
import { isLinkDown } from './links.ts';
import { type Aspect, bad, type Look, NOTHING, ofFacts, primaryFacts, type Subject } from './sighting.ts';

/** Whether the host makes a page now, past every cache: what readers get may be weeks old. */
export const PAGE: Aspect = {
  title: 'new page',
  look: ofFacts((facts, subject) => {
    if (!facts.page || !isFresh(facts.page)) return NOTHING;
    const fault = pageFault(facts, subject);
    return fault === undefined ? { text: 'yes' } : look(fault, subject);
  }),
};

const pageFault = (facts: Facts, { declaration }: Subject): PageFault | undefined =>
  facts.page ? faultIn(facts.page, wantedPage(declaration, facts.content?.live ?? undefined)) : undefined;

function look(fault: PageFault, subject: Subject): Look {
  const { layer } = fault;
  if (isTold(fault, subject)) return { text: layer, bad: true };
  const [first, ...others] = likewise(fault, subject);
  if (first !== subject.host.name) return { text: layer, bad: true };
  const too = others.length === 0 ? '' : ` So it is on ${others.join(', ')}.`;
  return bad(layer, `cannot make a page. ${renderFault(fault)}.${too}`, REMEDIES[layer]);
}

/** What the links or the answer to readers say already. */
const isTold = ({ layer }: PageFault, subject: Subject): boolean =>
  primaryFacts(subject)?.site?.stored === false ||
  isLinkDown(subject) ||
  ((layer === 'nginx' || layer === 'TLS') && isRefused(subject));

const isRefused = ({ seen }: Subject): boolean => seen.kind === 'observed' && seen.site?.kind === 'failed';

/** Hosts with the same fault: it is reported once. */
const likewise = (fault: PageFault, subject: Subject): string[] =>
  subject.declaration.web
    .map(({ name }) => name)
    .filter((name) => {
      const seen = subject.sighting.hosts[name];
      const theirs = seen?.kind === 'observed' ? pageFault(seen.facts, subject) : undefined;
      return theirs?.layer === fault.layer && theirs.why === fault.why;
    });

const REMEDIES: Readonly<Record<Layer, string>> = {
  nginx: 'Run apply, which starts what is stopped; else read /var/log/nginx/error.log there.',
  TLS: 'Run `nginx -t` there, and read /var/log/nginx/error.log.',
  PHP: 'Read `journalctl -t php` and the journal of php-fpm there. Run apply, which starts what is stopped.',
  database:
    'Readers get old pages out of the cache, and nothing can be published. Look at the database on the primary; ' +
    'its journal is `journalctl -u mariadb`.',
  WordPress:
    'Read `journalctl -t php` there, and look at what `mariadb --execute="SHOW DATABASES"` says on the primary.',
  release: 'Run apply, which brings it the release that the others serve.',
};
