import { hostName, markName, markValue } from '../cloud/ownership.ts';
import type { Desired, Observed, ObservedCloud, ObservedDroplet } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';

export type WantedRecord = Desired<'record'>;
export type FoundRecord = Observed<'record'>;

/** How to tell whose an observed record is. */
export interface Ownership {
  /** The host that each address belongs to. */
  readonly owners: ReadonlyMap<string, string>;
  /** Whether the ownership mark is there: then a stranger on our names is a stale record of our own. */
  readonly marked: boolean;
}

export const ownershipOf = (declaration: Declaration, { droplets, records }: ObservedCloud): Ownership => ({
  owners: addressOwners(droplets),
  marked: isMarked(declaration, records),
});

const addressOwners = (droplets: readonly ObservedDroplet[]): ReadonlyMap<string, string> =>
  new Map(
    droplets.flatMap(({ spec, ipv4, ipv6 }) =>
      [ipv4, ipv6].flatMap((address) => (address === undefined ? [] : [[address, spec.name] as const])),
    ),
  );

export const isMarked = ({ cluster, domain }: Declaration, records: readonly FoundRecord[]): boolean =>
  records.some(
    ({ spec }) => spec.type === 'TXT' && spec.name === markName(domain) && spec.value === markValue(cluster),
  );

/** Records of one type at one name. */
export const slotOf = ({ type, name }: { readonly type: string; readonly name: string }): string =>
  `${type} ${name}`;

/** Where our records stand: what is desired, and the names of hosts that are leaving. */
export function ownedSlots(
  { domain }: Declaration,
  desired: readonly WantedRecord[],
  droplets: readonly ObservedDroplet[],
): string[] {
  const leaving = droplets.flatMap(({ spec }) =>
    ['A', 'AAAA'].map((type) => slotOf({ type, name: hostName(spec.name, domain) })),
  );
  return [
    ...new Set([
      ...desired.map(({ spec }) => slotOf(spec)),
      ...leaving,
      slotOf({ type: 'CAA', name: domain }),
    ]),
  ];
}
