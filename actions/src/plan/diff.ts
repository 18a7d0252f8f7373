import type { Draft, FieldChange } from '../cloud/change.ts';
import { stayingDroplets } from '../cloud/droplet/match.ts';
import { desiredDroplets } from '../cloud/droplet.ts';
import type { CloudContext, Known, Pair, Surplus } from '../cloud/kind.ts';
import { KINDS, RESOURCE_TYPES } from '../cloud/kinds.ts';
import type { Desired, Observed, ObservedCloud } from '../cloud/resource.ts';
import type { ResourceType } from '../cloud/specs.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/model/facts.ts';

interface CloudDiff {
  readonly changes: readonly Draft[];
  /** Refusals for other owners' resources at our names. */
  readonly clashes: readonly string[];
}

interface DiffInput extends Omit<CloudContext, 'droplets'> {
  readonly declaration: Declaration;
  readonly cloud: ObservedCloud;
  readonly adopt?: boolean;
  /** Of the hosts that answered. */
  readonly facts?: Readonly<Record<string, Facts | undefined>>;
}

/** The differences between the declaration and the account, in no particular order. */
export function diffCloud({ declaration, cloud, adopt = false, facts = {}, ...keys }: DiffInput): CloudDiff {
  const droplets = stayingDroplets(desiredDroplets(declaration), cloud.droplets);
  const context = { ...keys, droplets };
  const diffs = RESOURCE_TYPES.map((type) => diffKind(type, { declaration, cloud, adopt, facts }, context));
  return {
    changes: diffs.flatMap(({ changes }) => changes),
    clashes: diffs.flatMap(({ clashes }) => clashes),
  };
}

function diffKind<T extends ResourceType>(type: T, known: Known, context: CloudContext): CloudDiff {
  const kind = KINDS[type];
  const { pairs, surplus, clashes } = kind.match(kind.desired(known.declaration, context), known);
  return { changes: [...pairs.flatMap((pair) => draftsOf(type, pair)), ...surplus.map(deletion)], clashes };
}

/** The usual reason to create something, which says no more than the action does. */
export const NEW = 'does not exist yet';

function draftsOf<T extends ResourceType>(type: T, { desired, observed, adopts }: Pair<T>): Draft[] {
  const { spec: _, ...subject } = desired;
  if (observed === undefined) {
    return [{ subject, action: 'create', reason: NEW, fields: [], desired: anyKind(desired) }];
  }
  const { fields, replaces } = KINDS[type].compare(desired.spec, observed);
  if (fields.length === 0) return [];
  const change = { desired: anyKind(desired), observed: anyKind(observed), fields };
  return [
    { ...change, subject, action: replaces ? 'replace' : 'update', ...reasonOf(adopts, differs(fields)) },
  ];
}

const deletion = <T extends ResourceType>({ subject, reason, observed, adopts }: Surplus<T>): Draft => ({
  ...{ subject, action: 'delete', fields: [], observed: anyKind(observed) },
  ...reasonOf(adopts, reason),
});

const reasonOf = (adopts: boolean | undefined, reason: string): Pick<Draft, 'reason' | 'adopts'> =>
  adopts ? { adopts, reason: 'taken over: this cluster did not create it' } : { reason };

function differs(fields: readonly FieldChange[]): string {
  const names = fields.map(({ label }) => label);
  return names.length === 1
    ? `${names[0]} differs`
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1)} differ`;
}

/** Widens a resource of one kind to any kind. TypeScript cannot infer this for a generic kind. */
const anyKind = <T extends ResourceType>(resource: Observed<T> | Desired<T>) =>
  resource as unknown as Observed & Desired;
