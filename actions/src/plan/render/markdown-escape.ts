/** Makes any text safe to stand in Markdown: names and diffs come from files that a pull request may have written. */

/** Plain text on one line; also where a line begins, no list, rule or heading comes of it. */
export const plain = (text: string): string =>
  uncalled(
    oneLine(text)
      .replace(/[\\`*_{}[\]<>|~&!]/g, '\\$&')
      .replace(/^[-+=]|(?<=^\d+)[.)](?=\s|$)/, '\\$&'),
  );

/**
 * GitHub looks for `@name`, `#12` and `:emoji:` in the page that Markdown has become, where an escape is gone already: a
 * zero-width space keeps these from people, issues and faces.
 */
const uncalled = (text: string): string =>
  text.replace(/[@#]|:(?=(?:[a-z+-][\w+-]*|100|1234):)/g, '$&\u200b');

/** A code span on one line. In a table a pipe ends the cell even there, and behind a backslash cannot be escaped. */
export function code(text: string): string {
  const line = oneLine(text);
  if (line.includes('|')) return `<code>${plain(line)}</code>`;
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

/** One of GitHub's alert boxes, of plain text line by line; `first` is Markdown. */
export const box = (kind: 'TIP' | 'CAUTION', text: string, first: readonly string[] = []): string =>
  [
    `> [!${kind}]`,
    ...first.map((line) => `> ${line}`),
    ...text.split('\n').map((line) => `> ${plain(line)}  `),
  ].join('\n');

/** GitHub's box for something worth knowing. `text` is Markdown on one line. */
export const notice = (text: string): string => `> [!NOTE]\n> ${text}`;

/** Text inside an HTML element. */
export const html = (text: string): string =>
  uncalled(oneLine(text)).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A row of a table; cells are Markdown. */
export const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** What a reader opens to see. `content` is Markdown. */
export const fold = (title: string, content: string): string =>
  `<details><summary>${html(title)}</summary>\n\n${content}\n\n</details>`;

const oneLine = (text: string): string => text.replace(/[\s\u0000-\u001f]+/g, ' ').trim();

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
