/** Items that GitHub gives in one answer. */
export const PAGE = 100;

/** Reads page after page until one is not full. */
export async function allPages<T>(
  read: (page: number) => Promise<readonly T[]>,
  most = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; page <= most; page += 1) {
    const items = await read(page);
    all.push(...items);
    if (items.length < PAGE) break;
  }
  return all;
}
