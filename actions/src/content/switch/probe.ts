import type { Declaration } from '../../declaration/declaration.ts';
import { faultIn, isFresh, type PageFacts, renderFault, wantedPage } from '../../hosts/model/page.ts';
import { Failure, messageOf } from '../../lib/failure.ts';
import { askPages } from '../../run/neighbours.ts';
import { type AskForSite, askForSite } from '../../run/site.ts';
import { ask, type ContentHost } from '../content-host.ts';

/** The first page of a visitor and of an editor. */
const PAGES = ['/', '/wp-login.php'];
const PAGE_MS = 30_000;

/**
 * Checks that a host makes the site's pages from the release, bypassing all caches, and serves one to a visitor. Throws with
 * the page, the reason and PHP's log line. Of several failing pages it names the first of `PAGES`, not the first to answer, so
 * that the same fault gives the same message in each run.
 */
export async function probe(
  host: ContentHost,
  declaration: Declaration,
  release: string,
  since: number,
  askFor: AskForSite = askForSite,
): Promise<void> {
  const { site: domain = declaration.domain } = host;
  const [pages, outside] = await Promise.all([
    askPages(host, { domain, paths: PAGES }),
    visitorFault(host, domain, askFor),
  ]);
  const [first] = pages.flatMap((page) => {
    const cause = pageFault(page, declaration, release);
    return cause === undefined ? [] : [{ path: page.path, cause }];
  });
  const bad = first ?? (outside === undefined ? undefined : { path: '/', cause: outside });
  if (!bad) return;
  const { line } = await ask(host, 'log', { since });
  const remedy = line ? `PHP logged: ${line}` : undefined;
  throw new Failure({ where: host.name, what: `page ${bad.path} fails`, cause: bad.cause, remedy });
}

function pageFault(page: PageFacts, declaration: Declaration, release: string): string | undefined {
  if (!isFresh(page)) return 'a cache answered instead of PHP; run apply, then sync again';
  const fault = faultIn(page, wantedPage(declaration, release));
  return fault && renderFault(fault);
}

async function visitorFault(
  { address, placeholder }: ContentHost,
  domain: string,
  askFor: AskForSite,
): Promise<string | undefined> {
  try {
    const { status } = await askFor({ domain, address, placeholder, timeoutMs: PAGE_MS });
    return status === 200 ? undefined : `HTTP ${status}`;
  } catch (error) {
    return messageOf(error);
  }
}
