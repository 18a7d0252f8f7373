import { plain } from '../render/markdown-escape.ts';
import { type Health, type HostRow, spoken, TITLES } from './health.ts';
import { type Look, NOTHING } from './sighting.ts';

/** Health for a job's summary, ended by a newline. */
export function renderHealthMarkdown(health: Health): string {
  const verdict = health.findings.length === 0 ? 'All is well.' : renderFindingsMarkdown(health);
  return ['### Hosts', '', ...table(health.rows), '', verdict, ''].join('\n');
}

/** What needs a person, as a list. */
export const renderFindingsMarkdown = ({ findings }: Pick<Health, 'findings'>): string =>
  [
    '**This needs a person:**',
    '',
    ...findings.map(({ host, what, todo }) => `- **${plain(host)}** ${plain(what)} ${plain(todo)}`),
  ].join('\n');

function table(rows: readonly HostRow[]): string[] {
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
