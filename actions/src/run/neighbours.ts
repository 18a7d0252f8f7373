import type { HostConnection } from '../hosts/connection.ts';
import { askPages } from './page.ts';

export interface Neighbour {
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
    if (!page || (page.failed && NO_WAY.test(page.failed.error))) continue;
    const wrong = page.failed?.error ?? (page.status === status ? undefined : `HTTP ${page.status}`);
    if (wrong === undefined) return { title: page.title ?? '' };
    return { wrong: `${wrong} at ${address}, asked from ${neighbour.name}` };
  }
  return undefined;
}
