import picocolors from 'picocolors';
import { plain } from '../render/markdown-escape.ts';
import { type CheckResult, type Finding, NOTHING } from './check.ts';
import { columnsWithContent, type Health, type HostRow, TITLES } from './health.ts';

type Colors = ReturnType<typeof picocolors.createColors>;

/** Renders health for a terminal or a log, with a newline at the end. */
export function renderHealthText(
  { rows, findings, notes }: Health,
  { color }: { readonly color: boolean },
): string {
  const colors = picocolors.createColors(color);
  return `${[...table(rows, colors), '', ...conclusion(findings, colors), ...remarks(notes)].join('\n')}\n`;
}

/** Renders only the findings; '' if there are none. */
export const renderFindingsText = ({ findings }: Health, { color }: { readonly color: boolean }): string =>
  findings.length === 0 ? '' : conclusion(findings, picocolors.createColors(color)).join('\n');

function table(rows: readonly HostRow[], colors: Colors): string[] {
  const places = columnsWithContent(rows);
  const head = ['host', 'region', ...places.map((place) => TITLES[place] ?? '')].map((text) => ({ text }));
  const body = rows.map(({ host, results }) => [
    { text: host.name },
    { text: host.region },
    ...places.map((place) => results[place] ?? NOTHING),
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body].map((cells) => cells[column]?.text.length ?? 0)),
  );
  const line = (cells: readonly CheckResult[], paint: (result: CheckResult, padded: string) => string) =>
    cells
      .map((result, column) => paint(result, result.text.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [
    line(head, (_, padded) => colors.dim(padded)),
    ...body.map((cells) => line(cells, ({ bad }, padded) => (bad ? colors.red(padded) : padded))),
  ];
}

const remarks = (notes: readonly string[]): string[] =>
  notes.length === 0 ? [] : ['', ...notes.map((note) => `Note: ${note}`)];

const conclusion = (findings: readonly Finding[], colors: Colors): string[] =>
  findings.length === 0
    ? [colors.green('All is well.')]
    : [
        colors.red(
          findings.length === 1
            ? '1 problem needs your attention:'
            : `${findings.length} problems need your attention:`,
        ),
        ...findings.flatMap(({ host, what, todo }) => [`  ${colors.bold(host)} ${what}`, `    → ${todo}`]),
      ];

/** Renders health for a job's summary, with a newline at the end. */
export function renderHealthMarkdown(health: Health): string {
  const verdict = health.findings.length === 0 ? 'All is well.' : renderFindingsMarkdown(health);
  return ['### Hosts', '', ...markdownTable(health.rows), '', verdict, ''].join('\n');
}

/** Renders the findings as a list. */
export const renderFindingsMarkdown = ({ findings }: Pick<Health, 'findings'>): string =>
  [
    '**These problems need your attention:**',
    '',
    ...findings.map(({ host, what, todo }) => `- **${plain(host)}** ${plain(what)} ${plain(todo)}`),
  ].join('\n');

function markdownTable(rows: readonly HostRow[]): string[] {
  const places = columnsWithContent(rows);
  const titles = ['host', 'region', ...places.map((place) => TITLES[place] ?? '')];
  return [
    row(titles),
    row(titles.map(() => '---')),
    ...rows.map(({ host, results }) =>
      row([host.name, host.region, ...places.map((place) => cell(results[place] ?? NOTHING))]),
    ),
  ];
}

const cell = ({ text, bad }: CheckResult): string => (bad ? `**${plain(text)}**` : plain(text));

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
