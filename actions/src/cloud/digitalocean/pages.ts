import type { Call } from './retry.ts';

/** DigitalOcean gives at most this many a page. */
export const PER_PAGE = 200;

interface Listing<Body, Item> {
  /** For people, e.g. `list droplets`. */
  readonly doing: string;
  readonly scope: string;
  readonly page: (page: number) => Promise<{ readonly data: Body }>;
  readonly items: (body: Body) => readonly Item[];
}

/** What an answer says of the page it is. */
export interface Paged {
  readonly links?: { readonly pages?: { readonly next?: string } };
}

/** Everything on all pages; one request for an account of any usual size. */
export async function listAll<Body extends Paged, Item>(
  call: Call,
  listing: Listing<Body, Item>,
): Promise<Item[]> {
  const all: Item[] = [];
  for (let page = 1; ; page += 1) {
    const { doing, scope } = listing;
    const body = await call({ doing, scope, send: () => listing.page(page) });
    all.push(...listing.items(body));
    if (body.links?.pages?.next === undefined) return all;
  }
}

export const oursFirst = <T>(all: readonly T[], isOurs: (one: T) => boolean): T[] => [
  ...all.filter(isOurs),
  ...all.filter((one) => !isOurs(one)),
];
