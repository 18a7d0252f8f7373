import type { FastifyRequest } from 'fastify';

const DEFAULT_PER_PAGE = 20;
const MAX_PER_PAGE = 200;

interface PageLinks {
  readonly pages?: Partial<Record<'first' | 'prev' | 'next' | 'last', string>>;
}

type Page<K extends string, T> = Readonly<Record<K, readonly T[]>> & {
  readonly links: PageLinks;
  readonly meta: { readonly total: number };
};

/** One page of a collection in DigitalOcean's form: `{<key>: […], links, meta}`. */
export function page<K extends string, T>(request: FastifyRequest, key: K, items: readonly T[]): Page<K, T> {
  const query = new URL(request.url, origin(request)).searchParams;
  const perPage = Math.min(positive(query.get('per_page')) ?? DEFAULT_PER_PAGE, MAX_PER_PAGE);
  const current = positive(query.get('page')) ?? 1;
  const slice = items.slice((current - 1) * perPage, current * perPage);
  const links = pageLinks(request, current, Math.ceil(items.length / perPage));
  return { [key]: slice, links, meta: { total: items.length } } as Page<K, T>;
}

/** `http://<host>:<port>` as the caller sees it, for the links in responses. */
export const origin = (request: FastifyRequest): string => `${request.protocol}://${request.host}`;

/** Only existing pages are linked: the first page has no `prev`, the last no `next`, a single page no links. */
function pageLinks(request: FastifyRequest, current: number, last: number): PageLinks {
  if (last <= 1) return {};
  const to = (target: number) => pageUrl(request, target);
  const back = current > 1 ? { first: to(1), prev: to(current - 1) } : {};
  const forth = current < last ? { next: to(current + 1), last: to(last) } : {};
  return { pages: { ...back, ...forth } };
}

function pageUrl(request: FastifyRequest, target: number): string {
  const url = new URL(request.url, origin(request));
  url.searchParams.set('page', String(target));
  return url.href;
}

function positive(text: string | null): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
