import type { HostConnection } from '../hosts/link/connection.ts';
import type { Facts } from '../hosts/model/facts.ts';
import type { PageFacts } from '../hosts/model/page.ts';
import type { SiteSighting } from '../plan/health/sighting.ts';
import { askPages } from './page.ts';

interface Neighbour {
  readonly name: string;
  readonly connection: HostConnection;
}

/** What was learnt of a page: its title, or what is wrong; undefined where nothing was. */
export type Answer = { readonly title: string } | { readonly wrong: string } | undefined;

interface Question {
  readonly domain: string;
  /** Public address of the host in question. */
  readonly address: string;
  /** What it has to answer with. */
  readonly status: number;
}

const NO_WAY = /network is unreachable|cannot assign requested address|address family not supported/i;

const hadNoWay = ({ failed }: PageFacts): boolean => failed !== undefined && NO_WAY.test(failed.error);

/**
 * How the other hosts saw an address when they were observed: all that a plan can know, whose key has them do nothing else.
 * One that any of them reached works; undefined where none was asked, or had a way there.
 */
export function asNeighboursSaw(
  neighbours: readonly { readonly name: string; readonly facts: Facts | undefined }[],
  address: string,
): SiteSighting | undefined {
  const sightings = neighbours.flatMap(({ name, facts }) => {
    const page = facts?.health?.neighbours?.[address];
    return page && !hadNoWay(page) ? [sightingOf(page, `at ${address}, asked from ${name}`)] : [];
  });
  return sightings.find(({ kind }) => kind === 'served') ?? sightings[0];
}

const sightingOf = ({ failed, status = 0 }: PageFacts, where: string): SiteSighting =>
  failed
    ? { kind: 'failed', error: `${failed.error} ${where}` }
    : { kind: 'served', status, certificate: 'verified' };

/** Where so many have no way to an address, the others hardly have one. */
const ASKED = 3;

/**
 * How other hosts of the cluster see an address that this machine has no way to. The first that has a way there answers;
 * undefined where none has.
 */
export async function asNeighboursSee(
  neighbours: readonly Neighbour[],
  { domain, address, status }: Question,
): Promise<Answer> {
  for (const neighbour of neighbours.slice(0, ASKED)) {
    const [page] = await askPages(neighbour, { domain, address, paths: ['/'] }).catch(() => []);
    if (!page || hadNoWay(page)) continue;
    const wrong = page.failed?.error ?? (page.status === status ? undefined : `HTTP ${page.status}`);
    if (wrong === undefined) return { title: page.title ?? '' };
    return { wrong: `${wrong} at ${address}, asked from ${neighbour.name}` };
  }
  return undefined;
}
