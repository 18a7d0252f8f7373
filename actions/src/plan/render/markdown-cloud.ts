import type { CloudChange } from '../../cloud/change.ts';
import { KINDS } from '../../cloud/kinds.ts';
import { addressOf } from '../../cloud/resource.ts';
import { detailsOf, RISKS, SIGNS } from './lines.ts';
import type { Detail } from './markdown-detail.ts';
import { code, fold, plain, row } from './markdown-escape.ts';

/** More harmless records than this are folded: each host has six, and they only follow the host. */
const FEW_RECORDS = 6;

/** The changes at DigitalOcean, one row each. */
export function cloudSection(changes: readonly CloudChange[], { rows }: Detail): string {
  const shown = changes.filter(
    ({ subject }) => rows === 'all' || (rows === 'always' && KINDS[subject.type].display.rows === 'always'),
  );
  const hidden = changes.filter((change) => !shown.includes(change));
  return [
    ...(changes.length > 0 ? ['#### DigitalOcean'] : []),
    ...tables(shown),
    ...(hidden.length > 0 ? [`${shown.length > 0 ? 'Not shown' : 'Summary'}: ${counts(hidden)}.`] : []),
  ].join('\n\n');
}

function tables(changes: readonly CloudChange[]): string[] {
  const harmless = changes.filter(
    ({ subject, risk }) => KINDS[subject.type].display.rows === 'folded' && risk === 'none',
  );
  const folded = harmless.length > FEW_RECORDS ? harmless : [];
  const open = changes.filter((change) => !folded.includes(change));
  return [
    ...(open.length > 0 ? [table(open)] : []),
    ...(folded.length > 0 ? [fold(`DNS: ${counts(folded)}`, table(folded))] : []),
  ];
}

/** Risky changes come first. If there are none, the table has no column for the risk. */
function table(changes: readonly CloudChange[]): string {
  const risky = changes.filter(({ risk }) => risk !== 'none');
  const columns = risky.length > 0 ? [...COLUMNS, risk] : COLUMNS;
  const rows = [...risky, ...changes.filter(({ risk }) => risk === 'none')];
  return [
    row(...columns.map(({ title }) => title)),
    row(...columns.map(({ title }) => (title === '' ? ':-:' : '---'))),
    ...rows.map((change) => row(...columns.map(({ cell }) => cell(change)))),
  ].join('\n');
}

interface Column {
  readonly title: string;
  readonly cell: (change: CloudChange) => string;
}

/** Values are shown as code: GitHub would read parts of an IPv6 address as emoji. */
const isData = ({ subject, fields }: CloudChange): boolean =>
  fields.length > 0 || KINDS[subject.type].display.isValues;

const COLUMNS: readonly Column[] = [
  { title: '', cell: ({ action }) => SIGNS[action] },
  { title: 'Resource', cell: ({ subject }) => code(addressOf(subject)) },
  { title: 'Why', cell: ({ reason }) => plain(reason) },
  {
    title: 'What',
    cell: (change) =>
      detailsOf(change)
        .map(isData(change) ? code : plain)
        .join('<br>'),
  },
];
const risk: Column = { title: 'Risk', cell: (change) => (change.risk === 'none' ? '' : RISKS[change.risk]) };

/** E.g. `create 1200 × record, delete 1 × firewall` */
function counts(changes: readonly CloudChange[]): string {
  const sums = new Map<string, number>();
  for (const { action, subject } of changes) {
    const kind = `${action} ${subject.type}`;
    sums.set(kind, (sums.get(kind) ?? 0) + 1);
  }
  return [...sums].map(([kind, sum]) => `${plain(kind)} × ${sum}`).join(', ');
}
