import type { Declaration } from '../../declaration/declaration.ts';
import { faultIn, isFresh, type PageFacts, renderFault, wantedPage } from '../../hosts/model/page.ts';
import { messageOf } from '../../lib/failure.ts';
import { askPages } from '../../run/neighbours.ts';
import { type AskForSite, askForSite } from '../../run/site.ts';
import { ask, type ContentHost } from '../content-host.ts';

/** What a visitor sees and what an editor needs first. */
const PAGES = ['/', '/wp-login.php'];
const PAGE_MS = 30_000;

/**
 * Sees a host make the site's pages from the release, past every cache, and give one to a visitor. Throws with the page, the
 * reason and PHP's own words: of the first page in their order, whichever was answered first, so that the same fault reads
 * the same in each run.
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
    wrongOutside(host, domain, askFor),
  ]);
  const [first] = pages.flatMap((page) => {
    const wrong = wrongWith(page, declaration, release);
    return wrong === undefined ? [] : [{ page: page.path, wrong }];
  });
  const bad = first ?? (outside === undefined ? undefined : { page: '/', wrong: outside });
  if (!bad) return;
  const { line } = await ask(host, 'log', since);
  throw new Error(`${host.name} fails at ${bad.page}: ${bad.wrong}.${line ? ` PHP says: ${line}` : ''}`);
}

function wrongWith(page: PageFacts, declaration: Declaration, release: string): string | undefined {
  if (!isFresh(page)) return 'it comes out of a cache; apply the cluster, then sync again';
  const fault = faultIn(page, wantedPage(declaration, release));
  return fault && renderFault(fault);
}

async function wrongOutside(
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
