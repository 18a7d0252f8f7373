import { z } from 'zod';
import { pageScript } from '#remote-scripts';
import type { HostConnection } from '../hosts/link/connection.ts';
import { call } from '../hosts/link/program.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { type PageFacts, pageFactsSchema } from '../hosts/model/page.ts';
import type { SiteAnswer } from '../plan/health/check.ts';
import type { Answer } from '../plan/policy/serving.ts';

interface Neighbour {
  readonly name: string;
  readonly connection: HostConnection;
}

const pageProgram = {
  source: pageScript,
  timeoutMs: 90_000,
  verbs: {
    ask: {
      /** `address`: public address of another host; null: the host renders the pages itself and bypasses every cache. */
      input: z.object({
        domain: z.string(),
        address: z.string().nullable().default(null),
        paths: z.array(z.string()).readonly(),
      }),
      result: z.object({ pages: z.array(pageFactsSchema) }),
    },
  },
};

/** Has a host request pages of the site. */
export const askPages = async (
  host: Neighbour,
  question: z.input<typeof pageProgram.verbs.ask.input>,
): Promise<readonly PageFacts[]> => (await call(host, pageProgram, 'ask', question)).pages;

interface Question {
  readonly domain: string;
  /** Public address of the host that is checked. */
  readonly address: string;
  /** The expected status. */
  readonly status: number;
}

const NO_ROUTE = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);

const hadNoRoute = ({ failed }: PageFacts): boolean => NO_ROUTE.has(failed?.code ?? '');

/**
 * How other hosts reached an address when they were observed. A plan knows nothing else, because its key can only run the
 * facts command. One success is enough; undefined when no host was asked or had a route.
 */
export function seenByNeighbours(
  neighbours: readonly { readonly name: string; readonly facts: Facts | undefined }[],
  address: string,
): SiteAnswer | undefined {
  const seen = neighbours.flatMap(({ name, facts }) => {
    const page = facts?.health?.neighbours?.[address];
    return page && !hadNoRoute(page) ? [siteIn(page, `at ${address}, asked from ${name}`)] : [];
  });
  return seen.find(({ kind }) => kind === 'served') ?? seen[0];
}

const siteIn = ({ failed, status = 0 }: PageFacts, where: string): SiteAnswer =>
  failed
    ? { kind: 'failed', error: `${failed.error} ${where}` }
    : { kind: 'served', status, certificate: 'verified' };

/** When this many hosts have no route to an address, the others are unlikely to have one. */
const MOST_ASKED = 3;

/** Requests a page through other hosts, for an address to which this machine has no route. The first with a route answers. */
export async function askNeighbours(
  neighbours: readonly Neighbour[],
  { domain, address, status }: Question,
): Promise<Answer> {
  for (const neighbour of neighbours.slice(0, MOST_ASKED)) {
    const [page] = await askPages(neighbour, { domain, address, paths: ['/'] }).catch(() => []);
    if (!page || hadNoRoute(page)) continue;
    const wrong = page.failed?.error ?? (page.status === status ? undefined : `HTTP ${page.status}`);
    if (wrong === undefined) return { title: page.title ?? '' };
    return { wrong: `${wrong} at ${address}, asked from ${neighbour.name}` };
  }
  return undefined;
}
