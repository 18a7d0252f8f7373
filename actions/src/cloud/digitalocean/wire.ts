import type { Declaration } from '../../declaration/declaration.ts';
import type { DropletExtra } from '../cloud.ts';
import type { Observed, ObservedCloud, Resource } from '../resource.ts';
import type { LIST_OF, ResourceType } from '../specs.ts';
import type { Call } from './retry.ts';

/** How one kind of resource is listed, created, updated and deleted through the API. */
export interface Wire<T extends ResourceType> {
  /** Its part of an observation. */
  observe(declaration: Declaration): Promise<Seen<T>>;
  create(desired: Resource<T>, extra?: DropletExtra): Promise<Observed<T>>;
  update(observed: Observed<T>, desired: Resource<T>): Promise<void>;
  delete(observed: Observed<T>): Promise<void>;
  /** For each scope a request that shows whether the token has it. It reads at most one page or cannot succeed. */
  readonly probes: Probes;
}

type Seen<T extends ResourceType> = Pick<ObservedCloud, (typeof LIST_OF)[T]> & Partial<ObservedCloud>;

export type Probes = Readonly<Record<string, () => Promise<{ readonly data: unknown }>>>;

/** A well-formed id and name that no resource has. */
export const NO_ID = '00000000-0000-0000-0000-000000000000';
export const NO_NAME = 'flotilla-rights-check.invalid';

/** The most entries that DigitalOcean returns on one page. */
export const PER_PAGE = 200;

interface Listing<Body, Item> {
  /** For people, e.g. `list droplets`. */
  readonly doing: string;
  readonly scope: string;
  readonly page: (page: number) => Promise<{ readonly data: Body }>;
  readonly items: (body: Body) => readonly Item[];
}

/** The response's description of its page in the list. */
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
