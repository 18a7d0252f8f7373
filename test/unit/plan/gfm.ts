import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** Renders Markdown as GitHub does, but without sanitising, to show what would get through. */
export const toHtml = (markdown: string): string =>
  micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  });

const OURS = new Set(
  'h3 h4 p strong em code pre blockquote ul ol li table thead tbody tr th td details summary sub br a'.split(
    ' ',
  ),
);

/** Mistakes in the rendered page. */
export function mistakesIn(markdown: string): string[] {
  const html = toHtml(markdown).replace(/<!--[\s\S]*?-->/g, '');
  const tags = [...html.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/gi)].map(([, end, name = '']) => ({
    end,
    name,
  }));
  const count = (name: string, end: string) =>
    tags.filter((tag) => tag.name === name && tag.end === end).length;
  const unfenced = markdown.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '');
  const headers = unfenced.split('\n').filter((line) => /^\|[-:| ]+\|$/.test(line)).length;
  return [
    ...tags.filter(({ name }) => !OURS.has(name)).map(({ name }) => `<${name}> came through`),
    ...(count('table', '') === headers ? [] : [`${headers} tables meant, ${count('table', '')} there`]),
    ...(count('details', '') === count('details', '/') ? [] : ['a fold is not closed']),
    ...(html.match(/<table>[\s\S]*?<\/table>/g) ?? []).flatMap(unevenRows),
    ...(/>[^<]*\*\*[^<]*</.test(html.replace(/<(pre|code)[\s\S]*?<\/\1>/g, '')) ? ['bold is not bold'] : []),
  ];
}

function unevenRows(table: string): string[] {
  const widths = (table.match(/<tr>[\s\S]*?<\/tr>/g) ?? []).map((row) => row.match(/<t[hd]/g)?.length);
  return widths.every((width) => width === widths[0])
    ? []
    : [`a row has other columns: ${widths.join(', ')}`];
}
