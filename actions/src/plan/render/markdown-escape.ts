/** Escapes any text for Markdown. Names and diffs may come from files of a pull request. */

/** Plain text on one line. Even at the start of a line it cannot become a list, a rule or a heading. */
export const plain = (text: string): string =>
  withoutMentions(
    oneLine(text)
      .replace(/[\\`*_{}[\]<>|~&!]/g, '\\$&')
      .replace(/^[-+=]|(?<=^\d+)[.)](?=\s|$)/, '\\$&'),
  );

/**
 * Prevents mentions, issue links and emoji. GitHub looks for `@name`, `#12` and `:emoji:` in the rendered page, where
 * escapes have no effect, so this inserts a zero-width space.
 */
const withoutMentions = (text: string): string =>
  text.replace(/[@#]|:(?=(?:[a-z+-][\w+-]*|100|1234):)/g, '$&\u200b');

/** A code span on one line. In a table a pipe ends the cell even inside a code span, so such text uses HTML. */
export function code(text: string): string {
  const line = oneLine(text);
  if (line.includes('|')) return `<code>${plain(line)}</code>`;
  const fence = '`'.repeat(longestRun(line) + 1);
  // Markdown strips one space at each end of a code span (CommonMark, section 6.1).
  const pad = line === '' || line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A fenced block with a fence that its content cannot close. */
export function block(language: string, content: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}${language}\n${content.replace(/\n$/, '')}\n${fence}`;
}

/** One of GitHub's alert boxes. `text` is plain text; `first` is Markdown. */
export const box = (kind: 'TIP' | 'CAUTION', text: string, first: readonly string[] = []): string =>
  [
    `> [!${kind}]`,
    ...first.map((line) => `> ${line}`),
    ...text.split('\n').map((line) => `> ${plain(line)}  `),
  ].join('\n');

/** GitHub's box for a note. `text` is Markdown on one line. */
export const notice = (text: string): string => `> [!NOTE]\n> ${text}`;

/** Text inside an HTML element. */
export const html = (text: string): string =>
  withoutMentions(oneLine(text)).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A row of a table; cells are Markdown. */
export const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A section that the reader can expand. `content` is Markdown. */
export const fold = (title: string, content: string): string =>
  `<details><summary>${html(title)}</summary>\n\n${content}\n\n</details>`;

const oneLine = (text: string): string => text.replace(/[\s\u0000-\u001f]+/g, ' ').trim();

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
