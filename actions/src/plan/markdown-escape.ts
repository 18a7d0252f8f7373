/** Makes any text safe to stand in Markdown: names and diffs come from files that a pull request may have written. */

/** Plain text on one line. A zero-width space keeps `@name` from calling people. */
export const plain = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_{}[\]<>|#~&!]/g, '\\$&')
    .replaceAll('@', '@\u200b');

/** A code span on one line, also inside a table, where a pipe ends the cell even in code. */
export function code(text: string): string {
  const line = oneLine(text).replaceAll('|', '\\|');
  const fence = '`'.repeat(longestRun(line) + 1);
  // The space beside a backtick, or around nothing, is taken off again (CommonMark, section 6.1).
  const pad = line === '' || line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A fenced block that its content cannot end. */
export function block(language: string, content: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}${language}\n${content.replace(/\n$/, '')}\n${fence}`;
}

/** Text inside an HTML element. */
export const html = (text: string): string =>
  oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A row of a table; cells are Markdown. */
export const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** What a reader opens to see. `content` is Markdown. */
export const fold = (title: string, content: string): string =>
  `<details><summary>${html(title)}</summary>\n\n${content}\n\n</details>`;

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ');

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
