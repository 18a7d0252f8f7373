import { withEntry } from '../declaration/yaml/edit.ts';

const SCHEMA = '# yaml-language-server: $schema=../region.schema.json';

/**
 * The next free names after the highest number in use, `host-04`, `host-05`…: a gap is left, since what points to a
 * host that is gone must not find another.
 */
export function nextNames(taken: readonly string[], count: number): string[] {
  const numbers = taken.map((name) => Number(/^host-(\d+)$/.exec(name)?.[1] ?? 0));
  const highest = Math.max(0, ...numbers);
  return Array.from({ length: count }, (_, index) => `host-${String(highest + index + 1).padStart(2, '0')}`);
}

/** A region's file with more hosts: a new one, or the old text with an entry each behind the last host. */
export function withHosts(
  path: string,
  before: string | undefined,
  names: readonly string[],
  size: string,
): string {
  if (before === undefined)
    return [SCHEMA, 'hosts:', ...names.map((name) => `  ${name}: { size: ${size} }`), ''].join('\n');
  return names.reduce(
    (text, name) => withEntry({ path, text }, ['hosts', name], `{ size: ${size} }`),
    before,
  );
}
