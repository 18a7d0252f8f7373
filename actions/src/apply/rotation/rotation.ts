import type { Observed, ObservedCloud, Resource } from '../../cloud/resource.ts';
import type { Declaration } from '../../declaration/declaration.ts';
import { rotationNames } from '../../declaration/site-names.ts';

export type Pointer = Observed<'record'>;

/** The rotation as it is now: apply keeps it up as it writes, and counts only what is certain. */
export interface Rotation {
  readonly names: readonly string[];
  /** By record id. */
  readonly records: Map<string, Pointer>;
  /** Records taken out for a while in this run, by id. */
  readonly away: Map<string, Pointer>;
  /** Ids of those among them that may stand all the same: an answer was lost. They are looked for before they are created. */
  readonly doubtful: Set<string>;
  /** Seconds that resolvers may still hand out what has left: the longest time to live there was. */
  readonly ttl: number;
  /** When an address last left it, in the clock's milliseconds; the run's begin, since a killed run may have been at it. */
  leftAt: number;
}

export function rotationAt(now: number, declaration: Declaration, cloud: ObservedCloud): Rotation {
  const names = rotationNames(declaration);
  const records = cloud.records.filter((record) => isPointer(names, record));
  return {
    names,
    records: new Map(records.map((record) => [record.id, record])),
    away: new Map(),
    doubtful: new Set(),
    ttl: Math.max(declaration.dns.ttl, ...records.map(({ spec }) => spec.ttl)),
    leftAt: now,
  };
}

const isPointer = (names: readonly string[], { spec }: Resource<'record'>): boolean =>
  (spec.type === 'A' || spec.type === 'AAAA') && names.includes(spec.name);
