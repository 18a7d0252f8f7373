import { isClustered } from '../../declaration/declaration.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import {
  faultIn,
  isFresh,
  type Layer,
  type PageFault,
  renderFault,
  wantedPage,
} from '../../hosts/model/page.ts';
import { bad, type Check, type CheckResult, NOTHING, onFacts, primaryFacts, type Subject } from './check.ts';
import { isLinkDown } from './links.ts';

/** Whether the host can render a page now, without any cache. The pages that visitors get may be weeks old. */
export const PAGE: Check = {
  title: 'new page',
  run: onFacts((facts, subject) => {
    if (!facts.page || !isFresh(facts.page)) return NOTHING;
    const fault = pageFault(facts, subject);
    return fault === undefined ? { text: 'yes' } : faultResult(fault, subject);
  }),
};

const pageFault = (facts: Facts, { declaration }: Subject): PageFault | undefined =>
  facts.page ? faultIn(facts.page, wantedPage(declaration, facts.content?.live ?? undefined)) : undefined;

function faultResult(fault: PageFault, subject: Subject): CheckResult {
  const { layer } = fault;
  if (isReportedElsewhere(fault, subject)) return { text: layer, bad: true };
  const [first, ...others] = hostsWithSameFault(fault, subject);
  if (first !== subject.host.name) return { text: layer, bad: true };
  const too = others.length === 0 ? '' : ` The same fault is on ${others.join(', ')}.`;
  return bad(layer, `cannot render a page. ${renderFault(fault)}.${too}`, remedyOf(layer, subject));
}

/** Whether the checks of the links or of the public address report the cause already. */
const isReportedElsewhere = ({ layer }: PageFault, subject: Subject): boolean =>
  storing(subject)?.site?.stored === false ||
  isLinkDown(subject) ||
  ((layer === 'nginx' || layer === 'TLS') && isRefused(subject));

/** Facts of the host whose database renders the pages. */
const storing = (subject: Subject): Facts | undefined => {
  if (!isClustered(subject.declaration)) return primaryFacts(subject);
  return subject.seen.kind === 'observed' ? subject.seen.facts : undefined;
};

const isRefused = ({ seen }: Subject): boolean => seen.kind === 'observed' && seen.site?.kind === 'failed';

/** Hosts with the same fault, so that it is reported once. */
const hostsWithSameFault = (fault: PageFault, subject: Subject): string[] =>
  subject.declaration.web
    .map(({ name }) => name)
    .filter((name) => {
      const seen = subject.fleet.hosts[name];
      const theirs = seen?.kind === 'observed' ? pageFault(seen.facts, subject) : undefined;
      return theirs?.layer === fault.layer && theirs.why === fault.why;
    });

const remedyOf = (layer: Layer, { declaration }: Subject): string =>
  remedies(isClustered(declaration) ? 'there' : 'on the primary')[layer];

const remedies = (ofDatabase: string): Readonly<Record<Layer, string>> => ({
  nginx:
    'Run apply, which starts stopped services. If that does not help, read /var/log/nginx/error.log there.',
  TLS: 'Run `nginx -t` there and read /var/log/nginx/error.log.',
  PHP: 'Read `journalctl -t php` and the journal of php-fpm there. Run apply, which starts stopped services.',
  database:
    `Visitors get old pages from the cache, and nothing can be published. Check the database ${ofDatabase} and read ` +
    'its journal (`journalctl -u mariadb`).',
  WordPress: `Read \`journalctl -t php\` there, and run \`mariadb --execute="SHOW DATABASES"\` ${ofDatabase}.`,
  release: 'Run apply, which copies the release of the other hosts to it.',
});
