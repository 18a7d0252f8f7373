import type { Known, Match, Pair, Surplus } from '../kind.ts';
import { clashesOf } from './clashes.ts';
import { matchMailRecords } from './mail.ts';
import {
  departed,
  type FoundRecord,
  type Ownership,
  ownedSlots,
  ownershipOf,
  slotOf,
  type WantedRecord,
} from './ownership.ts';

/** Considers only our own names and types in the zone. */
export function matchRecords(
  desired: readonly WantedRecord[],
  { declaration, cloud, adopt }: Known,
): Match<'record'> {
  const mail = matchMailRecords(declaration, cloud);
  const isMail = new Set(mail.pairs.map(({ desired }) => desired.name));
  const own = matchOwn(
    desired.filter(({ name }) => !isMail.has(name)),
    { declaration, cloud, adopt },
  );
  return {
    pairs: [...own.pairs, ...mail.pairs],
    surplus: own.surplus,
    clashes: [...own.clashes, ...mail.clashes],
  };
}

function matchOwn(
  desired: readonly WantedRecord[],
  { declaration, cloud, adopt }: Omit<Known, 'facts'>,
): Match<'record'> {
  const ownership = ownershipOf(declaration, cloud);
  const owned = ownedSlots(declaration, desired, cloud.droplets);
  const slots = owned.map((slot) =>
    matchSlot(
      desired.filter(({ spec }) => slotOf(spec) === slot),
      foundIn(slot, cloud.records),
      adopt && isAdoptable(slot) ? { ...ownership, isMarked: () => true } : ownership,
    ),
  );
  const gone = departed(declaration, cloud).filter(({ spec }) => !owned.includes(slotOf(spec)));
  const strangers = slots.flatMap(({ foreign }) => foreign.map(({ spec }) => spec));
  const pairs = slots.flatMap(({ pairs }) => pairs);
  const surplus = [
    ...slots.flatMap(({ surplus }) => surplus),
    ...gone.map((record) => ({ ...surplusOf(record, [], ownership), reason: 'no longer declared' })),
  ];
  const isForeign = ({ spec }: FoundRecord) =>
    !ownership.isMarked(spec.name) && !ownership.owners.has(spec.value);
  const adopting = <M extends { observed?: FoundRecord }>(one: M) => ({
    ...one,
    adopts: adopt && one.observed !== undefined && isForeign(one.observed),
  });
  return {
    pairs: pairs.map(adopting),
    surplus: surplus.map(adopting),
    clashes: clashesOf(declaration, desired, [...strangers, ...cloud.foreign]),
  };
}

/** Another cluster's mark is never taken over, because that cluster would restore it. */
const isAdoptable = (slot: string): boolean => !slot.startsWith('TXT ');

/** Sorted by value, so the order of the response does not affect a plan. Of CAA only the property `issue` is ours. */
const foundIn = (slot: string, records: readonly FoundRecord[]): FoundRecord[] =>
  records
    .filter(({ spec }) => slotOf(spec) === slot && (spec.type !== 'CAA' || / issue /.test(spec.value)))
    .sort((a, b) => (a.spec.value < b.spec.value ? -1 : 1));

function matchSlot(wanted: readonly WantedRecord[], found: readonly FoundRecord[], ownership: Ownership) {
  const pairs = pairUp(wanted, found, ownership);
  const taken = new Set(pairs.map(({ observed }) => observed));
  const free = found.filter((record) => !taken.has(record));
  const ours = free.filter(({ spec }) => ownership.isMarked(spec.name) || ownership.owners.has(spec.value));
  return {
    pairs,
    surplus: ours.map((record) => surplusOf(record, wanted, ownership)),
    foreign: free.filter((record) => !ours.includes(record)),
  };
}

/** In order of certainty: the same value, then an address of the same host, then a stale record to reuse. */
function pairUp(
  wanted: readonly WantedRecord[],
  found: readonly FoundRecord[],
  { owners, isMarked }: Ownership,
): Pair<'record'>[] {
  const rounds: ((desired: WantedRecord, observed: FoundRecord) => boolean)[] = [
    (desired, observed) => observed.spec.value === desired.spec.value,
    ({ host }, { spec }) => owners.has(spec.value) && owners.get(spec.value) === host,
    (_, { spec }) => isMarked(spec.name) && !owners.has(spec.value),
  ];
  const pairs = new Map<WantedRecord, FoundRecord>();
  for (const suits of rounds) {
    for (const desired of wanted.filter((candidate) => !pairs.has(candidate))) {
      const taken = [...pairs.values()];
      const observed = found.find((record) => !taken.includes(record) && suits(desired, record));
      if (observed) pairs.set(desired, observed);
    }
  }
  return wanted.map((desired) => ({ desired, observed: pairs.get(desired) }));
}

function surplusOf(
  observed: FoundRecord,
  wanted: readonly WantedRecord[],
  { owners }: Ownership,
): Surplus<'record'> {
  const { type, name, value } = observed.spec;
  const host = owners.get(value);
  if (host === undefined) {
    return {
      subject: { type: 'record', name: `${type} ${name} = ${value}` },
      reason: 'points to no host of this cluster',
      observed,
    };
  }
  const again = wanted.some((one) => one.host === host);
  return {
    subject: { type: 'record', name: `${type} ${name}`, host },
    reason: again ? 'duplicate' : 'no longer declared',
    observed,
  };
}
