import picocolors from 'picocolors';
import { plain } from '../render/markdown-escape.ts';
import { type Health, type HostRow, spoken, TITLES } from './health.ts';
import { type Finding, type Look, NOTHING } from './sighting.ts';

type Colors = ReturnType<typeof picocolors.createColors>;

/** Health for a terminal or a log, ended by a newline. */
export function renderHealthText({ rows, findings }: Health, { color }: { readonly color: boolean }): string {
  const colors = picocolors.createColors(color);
  return `${[...table(rows, colors), '', ...conclusion(findings, colors)].join('\n')}\n`;
}

/** What needs a person alone, '' where nothing does. */
export const renderFindingsText = ({ findings }: Health, { color }: { readonly color: boolean }): string =>
  findings.length === 0 ? '' : conclusion(findings, picocolors.createColors(color)).join('\n');

function table(rows: readonly HostRow[], colors: Colors): string[] {
  const places = spoken(rows);
  const head = ['host', 'region', ...places.map((place) => TITLES[place] ?? '')].map((text) => ({ text }));
  const body = rows.map(({ host, looks }) => [
    { text: host.name },
    { text: host.region },
    ...places.map((place) => looks[place] ?? NOTHING),
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body].map((cells) => cells[column]?.text.length ?? 0)),
  );
  const line = (cells: readonly Look[], paint: (look: Look, padded: string) => string) =>
    cells
      .map((look, column) => paint(look, look.text.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [
    line(head, (_, padded) => colors.dim(padded)),
    ...body.map((cells) => line(cells, (look, padded) => (look.bad ? colors.red(padded) : padded))),
  ];
}

const conclusion = (findings: readonly Finding[], colors: Colors): string[] =>
  findings.length === 0
    ? [colors.green('All is well.')]
    : [
        colors.red(findings.length === 1 ? '1 thing needs you:' : `${findings.length} things need you:`),
        ...findings.flatMap(({ host, what, todo }) => [`  ${colors.bold(host)} ${what}`, `    → ${todo}`]),
      ];

/** Health for a job's summary, ended by a newline. */
export function renderHealthMarkdown(health: Health): string {
  const verdict = health.findings.length === 0 ? 'All is well.' : renderFindingsMarkdown(health);
  return ['### Hosts', '', ...markdownTable(health.rows), '', verdict, ''].join('\n');
}

/** What needs a person, as a list. */
export const renderFindingsMarkdown = ({ findings }: Pick<Health, 'findings'>): string =>
  [
    '**This needs a person:**',
    '',
    ...findings.map(({ host, what, todo }) => `- **${plain(host)}** ${plain(what)} ${plain(todo)}`),
  ].join('\n');

function markdownTable(rows: readonly HostRow[]): string[] {
  const places = spoken(rows);
  const titles = ['host', 'region', ...places.map((place) => TITLES[place] ?? '')];
  return [
    row(titles),
    row(titles.map(() => '---')),
    ...rows.map(({ host, looks }) =>
      row([host.name, host.region, ...places.map((place) => cell(looks[place] ?? NOTHING))]),
    ),
  ];
}

const cell = ({ text, bad }: Look): string => (bad ? `**${plain(text)}**` : plain(text));

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
