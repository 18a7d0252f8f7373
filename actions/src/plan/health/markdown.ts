import { plain } from '../markdown-escape.ts';
import { type Health, type HostRow, spoken, TITLES } from './health.ts';
import { type Look, NOTHING } from './sighting.ts';

/** Health for a job's summary, ended by a newline. */
export function renderHealthMarkdown({ rows, findings }: Health): string {
  const list = findings.map(({ host, what, todo }) => `- **${plain(host)}** ${plain(what)} ${plain(todo)}`);
  const verdict = findings.length === 0 ? ['All is well.'] : ['**This needs a person:**', '', ...list];
  return ['### Hosts', '', ...table(rows), '', ...verdict, ''].join('\n');
}

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
