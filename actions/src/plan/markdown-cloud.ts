import type { Detail } from './markdown.ts';
import { code, fold, plain, row } from './markdown-escape.ts';
import type { CloudChange } from './plan.ts';
import { detailsOf, RISKS, SIGNS } from './words.ts';

/** More records than these are folded: each host brings six, and they only follow it. */
const FEW_RECORDS = 6;

/** What changes at DigitalOcean, a row each. */
export function cloudSection(changes: readonly CloudChange[], { rows }: Detail): string {
  const shown = changes.filter(
    ({ address }) => rows === 'all' || (rows === 'droplets' && isDroplet(address)),
  );
  const hidden = changes.filter((change) => !shown.includes(change));
  return [
    ...(changes.length > 0 ? ['#### DigitalOcean'] : []),
    ...tables(shown),
    ...(hidden.length > 0 ? [`${shown.length > 0 ? 'Besides' : 'In all'}: ${counts(hidden)}.`] : []),
  ].join('\n\n');
}

function tables(changes: readonly CloudChange[]): string[] {
  const harmless = changes.filter(({ address, risk }) => address.startsWith('record/') && risk === 'none');
  const folded = harmless.length > FEW_RECORDS ? harmless : [];
  const open = changes.filter((change) => !folded.includes(change));
  return [
    ...(open.length > 0 ? [table(open)] : []),
    ...(folded.length > 0 ? [fold(`DNS: ${counts(folded)}`, table(folded))] : []),
  ];
}

const isDroplet = (address: string): boolean => address.startsWith('droplet/');

const table = (changes: readonly CloudChange[]): string =>
  ['| | Resource | Why | What | Risk |', '|:-:|---|---|---|---|', ...changes.map(cloudRow)].join('\n');

const cloudRow = (change: CloudChange): string =>
  row(
    SIGNS[change.action],
    code(change.address),
    plain(change.reason),
    detailsOf(change).map(plain).join('<br>'),
    change.risk === 'none' ? '' : RISKS[change.risk],
  );

/** E.g. `create 1200 × record, delete 1 × firewall` */
function counts(changes: readonly CloudChange[]): string {
  const kinds = changes.map(({ action, address }) => ({ action, type: address.split('/')[0] ?? '' }));
  const sums = new Map<string, number>();
  for (const { action, type } of kinds) {
    const kind = `${action} ${type}`;
    sums.set(kind, (sums.get(kind) ?? 0) + 1);
  }
  return [...sums].map(([kind, sum]) => `${plain(kind)} × ${sum}`).join(', ');
}
