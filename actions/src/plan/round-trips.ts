import { type Declaration, isClustered } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { listed, some } from '../lib/words.ts';

type Known = Readonly<Record<string, Facts | undefined>>;

/** Two members, and the milliseconds of a round trip between them; undefined if neither measured it. */
interface Pair {
  readonly hosts: readonly [string, string];
  readonly ms: number | undefined;
}
type Measured = Pair & { readonly ms: number };

/** Publishing a post makes 47 queries. Ten of them write, each in its own transaction, which waits for every member. */
const WRITES = 10;
const NOTABLE_SECONDS = 0.1;
export const FAR_MS = 100;
/** Of two members, the second is no majority without the first. */
const FEWEST = 3;

/** What saving a post costs, for the plan and for status; nothing if a person would not notice it. */
export function savingNotes(declaration: Declaration, facts: Known): string[] {
  const slowest = longest(measured(pairsOf(declaration, facts)));
  if (slowest === undefined) return [];
  const ms = rounded(slowest.ms);
  const seconds = (WRITES * ms) / 1000;
  if (seconds < NOTABLE_SECONDS) return [];
  return [
    `Saving a post waits about ${seconds.toFixed(1)} s for the other members (${WRITES} writes × ${ms} ms, between ${listed(slowest.hosts)}).`,
  ];
}

/** A choice of two members where there are more hosts. */
export function fewMembers(declaration: Declaration): string[] {
  const { members } = declaration.database;
  if (!isClustered(declaration) || members.length >= FEWEST || declaration.web.length < FEWEST - 1) return [];
  return [
    `The database has ${members.length} members, so no write is accepted while ${declaration.primary.name} is away. ` +
      'List three or five hosts under `database.members` in cluster/cluster.yml.',
  ];
}

/** Members that are too far apart, with a better choice of members. */
export function distanceWarnings(declaration: Declaration, facts: Known): string[] {
  const pairs = pairsOf(declaration, facts);
  const far = measured(pairs).filter(({ ms }) => ms > FAR_MS);
  if (far.length === 0) return [];
  const places = far.map(({ hosts, ms }) => `${hosts.join(' to ')} (${Math.ceil(ms / 10) * 10} ms)`);
  return [
    `Members of the database are more than ${FAR_MS} ms apart: ${some(places)}. Every write waits for the slowest member. ` +
      advice(declaration, pairs),
  ];
}

function advice(declaration: Declaration, pairs: readonly Pair[]): string {
  if (pairs.some(({ ms }) => ms === undefined))
    return 'A better choice can be named once all members answer.';
  const { members } = declaration.database;
  const near = nearest(declaration.primary.name, members, measured(pairs));
  if (near.length < FEWEST)
    return `No ${FEWEST} members with ${declaration.primary.name} among them are within ${FAR_MS} ms: declare hosts in regions that are nearer to each other.`;
  const others = members.filter((name) => !near.includes(name));
  return (
    `Better members are ${listed(near)}, which are at most ${FAR_MS} ms apart: list them under ` +
    `\`database.members\` in cluster/cluster.yml. ${listed(others)} then ${others.length === 1 ? 'asks' : 'ask'} the nearest of them.`
  );
}

/** The largest set of members that contains the primary and has no two that are far apart. */
function nearest(primary: string, members: readonly string[], pairs: readonly Measured[]): readonly string[] {
  const isFar = (one: string, other: string) =>
    pairs.some(({ hosts, ms }) => ms > FAR_MS && hosts.includes(one) && hosts.includes(other));
  let sets: readonly (readonly string[])[] = [[primary]];
  for (const name of members.filter((member) => member !== primary))
    sets = sets.flatMap((set) => (set.some((one) => isFar(one, name)) ? [set] : [[...set, name], set]));
  return sets.reduce((best, set) => (set.length > best.length ? set : best));
}

const pairsOf = (declaration: Declaration, facts: Known): Pair[] => {
  if (!isClustered(declaration)) return [];
  const { members } = declaration.database;
  return members.flatMap((one, index) =>
    members.slice(index + 1).map((other) => ({ hosts: [one, other], ms: roundTrip(one, other, facts) })),
  );
};

/** The shorter of what the two measured: a busy host measures too much. */
function roundTrip(one: string, other: string, facts: Known): number | undefined {
  const found = [facts[one]?.health?.roundTripsMs?.[other], facts[other]?.health?.roundTripsMs?.[one]];
  const known = found.filter((ms) => typeof ms === 'number');
  return known.length === 0 ? undefined : Math.min(...known);
}

const measured = (pairs: readonly Pair[]): Measured[] =>
  pairs.flatMap(({ hosts, ms }) => (ms === undefined ? [] : [{ hosts, ms }]));

const longest = (pairs: readonly Measured[]): Measured | undefined =>
  pairs.reduce<Measured | undefined>((most, pair) => (most && most.ms >= pair.ms ? most : pair), undefined);

/** To tens, so that a comment does not change with every observation. */
const rounded = (ms: number): number => Math.round(ms / 10) * 10;
