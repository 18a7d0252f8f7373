import { allHosts, type Declaration } from '../../declaration/declaration.ts';
import { ownNames } from '../../declaration/site-names.ts';
import { hostName, markName, markValue } from '../ownership.ts';
import type { Desired, Observed, ObservedCloud, ObservedDroplet } from '../resource.ts';

export type WantedRecord = Desired<'record'>;
export type FoundRecord = Observed<'record'>;

/** Who owns an observed record. */
export interface Ownership {
  /** The host that each address belongs to. */
  readonly owners: ReadonlyMap<string, string>;
  /** Whether the ownership mark exists for a name. If so, an unknown record there is a stale one of ours. */
  readonly isMarked: (name: string) => boolean;
}

export function ownershipOf(declaration: Declaration, { droplets, records }: ObservedCloud): Ownership {
  const marked = new Set(
    markedNames(declaration, records).flatMap((name) => namesUnder(name, declaration, droplets)),
  );
  return { owners: addressOwners(droplets), isMarked: (name) => marked.has(name) };
}

const addressOwners = (droplets: readonly ObservedDroplet[]): ReadonlyMap<string, string> =>
  new Map(
    droplets.flatMap(({ spec, ipv4, ipv6 }) =>
      [ipv4, ipv6].flatMap((address) => (address === undefined ? [] : [[address, spec.name] as const])),
    ),
  );

const MARK = markName('');

/** The names, declared or not, that ownership marks assign to the cluster. */
export const markedNames = (
  { cluster }: Pick<Declaration, 'cluster'>,
  records: readonly FoundRecord[],
): string[] =>
  records
    .filter(
      ({ spec }) => spec.type === 'TXT' && spec.name.startsWith(MARK) && spec.value === markValue(cluster),
    )
    .map(({ spec }) => spec.name.slice(MARK.length));

/** The cluster's names that are no longer declared. */
export const formerNames = (declaration: Declaration, records: readonly FoundRecord[]): string[] =>
  markedNames(declaration, records).filter((name) => !ownNames(declaration).includes(name));

/** Every name at which a cluster may have created records for one of its own names. */
function namesUnder(
  name: string,
  declaration: Declaration,
  droplets: readonly ObservedDroplet[],
): readonly string[] {
  const hosts = new Set([
    ...allHosts(declaration).map((host) => host.name),
    ...droplets.map(({ spec }) => spec.name),
  ]);
  return [name, `www.${name}`, markName(name), ...[...hosts].map((host) => hostName(host, name))];
}

/** Records of one type at one name. */
export const slotOf = ({ type, name }: { readonly type: string; readonly name: string }): string =>
  `${type} ${name}`;

/** Where our records are: the desired ones, and those of hosts that leave. */
export function ownedSlots(
  declaration: Declaration,
  desired: readonly WantedRecord[],
  droplets: readonly ObservedDroplet[],
): string[] {
  const leaving = droplets.flatMap(({ spec }) =>
    ['A', 'AAAA'].map((type) => slotOf({ type, name: hostName(spec.name, declaration.domain) })),
  );
  return [
    ...new Set([
      ...desired.map(({ spec }) => slotOf(spec)),
      ...leaving,
      ...ownNames(declaration).map((name) => slotOf({ type: 'CAA', name })),
    ]),
  ];
}

/** Our records for names other than the domain and for former names. */
export function departed(declaration: Declaration, { droplets, records }: ObservedCloud): FoundRecord[] {
  const owners = addressOwners(droplets);
  const former = formerNames(declaration, records);
  const under = [...former, ...ownNames(declaration)]
    .filter((name) => name !== declaration.domain)
    .flatMap((name) => namesUnder(name, declaration, droplets));
  const authorities = declaration.dns.caa.map(caaValue);
  return records.filter(({ spec: { type, name, value } }) => {
    if (type === 'TXT')
      return former.some((one) => name === markName(one)) && value === markValue(declaration.cluster);
    if (type === 'CAA') return former.includes(name) && authorities.includes(value);
    return under.includes(name) && owners.has(value);
  });
}

/** We write only the CAA property `issue`; its value is quoted (RFC 8659, section 4.2). */
export const caaValue = (authority: string): string => `0 issue "${authority}"`;
