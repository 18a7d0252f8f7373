import type { CloudContext } from '../cloud/context.ts';
import { compare, desiredCloud, type ObservedOf } from '../cloud/desired.ts';
import type { FieldChange } from '../cloud/difference.ts';
import { desiredDroplets } from '../cloud/droplet.ts';
import { isOf } from '../cloud/is-of.ts';
import type { Desired, ObservedCloud, ResourceType } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/facts.ts';
import { tellChecks, tellFirewalls, tellKeys } from './foreign.ts';
import {
  type Match,
  matchByName,
  matchDroplets,
  matchKeys,
  matchUptimeChecks,
  type Pair,
  type Surplus,
  stayingDroplets,
} from './match.ts';
import { matchRecords } from './match-records.ts';
import type { CloudChange } from './plan.ts';

/** A change before its place and its risk are known. */
export type Draft = Omit<CloudChange, 'risk' | 'wave'>;

export interface CloudDiff {
  readonly changes: readonly Draft[];
  /** What stands on our names and is not ours. */
  readonly clashes: readonly string[];
}

export interface DiffInput extends Omit<CloudContext, 'droplets'> {
  readonly declaration: Declaration;
  readonly cloud: ObservedCloud;
  readonly adopt?: boolean | undefined;
  /** Of the hosts that answered. */
  readonly facts?: Readonly<Record<string, Facts | undefined>> | undefined;
}

/** What differs between the declaration and the account, in no particular order. */
export function diffCloud({ declaration, cloud, adopt, facts = {}, ...keys }: DiffInput): CloudDiff {
  const staying = stayingDroplets(desiredDroplets(declaration), cloud.droplets);
  const desired = desiredCloud(declaration, { ...keys, droplets: staying });
  const records = matchRecords(declaration, only('record', desired), cloud, adopt);
  const deployKeys = only('ssh-key', desired).map((key) => [key, tellKeys(key, cloud.keys)] as const);
  const firewalls = tellFirewalls(declaration, only('firewall', desired), cloud.firewalls);
  const checks = tellChecks(declaration, cloud, facts);
  const told = [...deployKeys.map(([, keys]) => keys), firewalls, checks, records];
  const changes = [
    ...deployKeys.flatMap(([key, { ours }]) => drafts(matchKeys(declaration.cluster, key, ours))),
    ...drafts(matchByName(only('zone', desired), cloud.zone ? [cloud.zone] : [])),
    ...drafts(matchByName(only('firewall', desired), firewalls.ours)),
    ...drafts(matchDroplets(only('droplet', desired), cloud.droplets)),
    ...drafts(matchUptimeChecks(only('uptime-check', desired), checks.ours)),
    ...drafts(records).map((draft) => adopting(draft, records.adopted)),
  ];
  return { changes, clashes: told.flatMap(({ clashes }) => clashes) };
}

const adopting = (draft: Draft, adopted: ReadonlySet<CloudChange['observed']>): Draft =>
  adopted.has(draft.observed)
    ? { ...draft, adopts: true, reason: "taken over: it was not this cluster's" }
    : draft;

const only = <T extends ResourceType>(type: T, desired: readonly Desired[]): Desired<T>[] =>
  desired.filter((resource): resource is Desired<T> => isOf(type, resource));

const drafts = <T extends ResourceType>({ pairs, surplus }: Match<T>): Draft[] => [
  ...pairs.flatMap(draftOf),
  ...surplus.map(deletion),
];

function draftOf<T extends ResourceType>({ desired, observed }: Pair<T>): Draft[] {
  if (observed === undefined) {
    return [{ address: desired.address, action: 'create', reason: 'not there yet', fields: [], desired }];
  }
  const { fields, replaces } = compare(desired, observed);
  if (fields.length === 0) return [];
  const action = replaces ? 'replace' : 'update';
  return [
    { address: desired.address, action, reason: differs(fields), fields, desired, observed: seen(observed) },
  ];
}

/** `ObservedOf` maps each type to a kind of `Observed`; the compiler cannot follow that for a type not yet known. */
const seen = (observed: ObservedOf[ResourceType]): NonNullable<Draft['observed']> => observed;

function differs(fields: readonly FieldChange[]): string {
  const names = fields.map(({ field }) => field);
  return names.length === 1
    ? `${names[0]} differs`
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1)} differ`;
}

const deletion = ({ address, reason, observed }: Surplus): Draft => ({
  address,
  action: 'delete',
  reason,
  fields: [],
  observed,
});
