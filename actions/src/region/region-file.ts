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

/**
 * A region's file with more hosts: a new one, or the old text with lines added at its end, where its list ends, since
 * such a file holds nothing else. Whoever writes it has to read it again: a list in braces cannot be added to so.
 */
export function withHosts(text: string | undefined, names: readonly string[], size: string): string {
  const indent = /^hosts:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n)*( +)\S/m.exec(text ?? '')?.[1] ?? '  ';
  const lines = names.map((name) => `${indent}${name}: { size: ${size} }\n`).join('');
  return text === undefined ? `${SCHEMA}\nhosts:\n${lines}` : `${text.replace(/\n*$/, '\n')}${lines}`;
}
