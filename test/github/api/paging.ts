import type { Call } from './route.ts';

const DEFAULT_PER_PAGE = 30;
const MAX_PER_PAGE = 100;

/** One page of a list. The header `link` points to the other pages; clients use it to paginate. */
export function page<T>({ query, request, reply }: Call, items: readonly T[]): readonly T[] {
  const perPage = Math.min(positive(query.per_page) ?? DEFAULT_PER_PAGE, MAX_PER_PAGE);
  const current = positive(query.page) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const link = (target: number, rel: string): string => {
    const url = new URL(request.url, `${request.protocol}://${request.host}`);
    url.searchParams.set('page', String(target));
    return `<${url.href}>; rel="${rel}"`;
  };
  const back = current > 1 ? [link(current - 1, 'prev'), link(1, 'first')] : [];
  const forth = current < last ? [link(current + 1, 'next'), link(last, 'last')] : [];
  if (back.length + forth.length > 0) reply.header('link', [...back, ...forth].join(', '));
  return items.slice((current - 1) * perPage, current * perPage);
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
