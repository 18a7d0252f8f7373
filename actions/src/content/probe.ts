import { messageOf } from '../run/progress.ts';
import { type AskForSite, askForSite } from '../run/verify.ts';
import { ask, type ContentHost } from './content-host.ts';

/** What a visitor sees and what an editor needs first. */
const PAGES = ['/', '/wp-login.php'];
const PAGE_MS = 30_000;

/**
 * Sees a host serve the site's pages from the release. Throws with the page, the reason and PHP's own words: of the first
 * page in their order, whichever was answered first, so that the same fault reads the same in each run.
 */
export async function probe(
  host: ContentHost,
  domain: string,
  release: string,
  since: number,
  askFor: AskForSite = askForSite,
): Promise<void> {
  const answers = await Promise.all(
    PAGES.map(async (page) => ({
      page,
      wrong: await wrongWith(host, domain, `${page}?release=${release}`, release, askFor),
    })),
  );
  const bad = answers.find(({ wrong }) => wrong !== undefined);
  if (!bad) return;
  const { line } = await ask(host, 'log', since);
  throw new Error(`${host.name} fails at ${bad.page}: ${bad.wrong}.${line ? ` PHP says: ${line}` : ''}`);
}

/** The query keeps the page cache out: what is asked for now was never asked for before. */
async function wrongWith(
  { address, placeholder }: ContentHost,
  domain: string,
  path: string,
  release: string,
  askFor: AskForSite,
): Promise<string | undefined> {
  try {
    const page = await askFor({ domain, address, path, placeholder, timeoutMs: PAGE_MS });
    if (page.status !== 200) return `HTTP ${page.status}`;
    if (!page.whole) return 'the page is not there to its end';
    return page.release === release
      ? undefined
      : `it comes from release ${page.release ?? '(none)'}; apply the cluster, then sync again`;
  } catch (error) {
    return messageOf(error);
  }
}
