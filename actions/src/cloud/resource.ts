import type { Allowance, Size } from './allowance.ts';
import type { ResourceType, SpecOf } from './specs.ts';

/** The list of each kind in an observation. */
export const LIST_OF = {
  'ssh-key': 'keys',
  zone: 'zones',
  droplet: 'droplets',
  firewall: 'firewalls',
  record: 'records',
  'uptime-check': 'uptimeChecks',
  'alert-policy': 'alertPolicies',
} as const satisfies Record<ResourceType, keyof ObservedCloud>;

/** What a change is about, as data. */
export interface Subject<T extends ResourceType = ResourceType> {
  readonly type: T;
  /** Unique among the cluster's resources of this type, together with `host`: `host-01`, `A www.example.com`. */
  readonly name: string;
  /** The host that it is or that it points to. */
  readonly host?: string;
  /** The id of a duplicate: one that shares its name with another. */
  readonly copy?: string;
}

/** A subject as people read it: `droplet/host-01`, `record/A www.example.com -> host-01`. No code reads it back. */
export const addressOf = ({ type, name, host = name, copy }: Subject): string =>
  `${type}/${name}${host === name ? '' : ` -> ${host}`}${copy === undefined ? '' : ` #${copy}`}`;

/** A resource of one type, desired or observed. Of several types it is a union: `type` says which `spec` it has. */
export type Resource<T extends ResourceType = ResourceType> = {
  [K in T]: { readonly type: K; readonly spec: SpecOf[K] };
}[T];

/** A resource that the declaration asks for. */
export type Desired<T extends ResourceType = ResourceType> = {
  [K in T]: Subject<K> & Resource<K>;
}[T];

/** A resource that exists. `id` is a hint for the next call, never kept between runs. */
export type Observed<T extends ResourceType = ResourceType> = {
  [K in T]: Resource<K> & { readonly id: string };
}[T];

/** What only a droplet that exists has. */
export interface DropletState {
  readonly status: 'new' | 'active' | 'off' | 'archive';
  readonly ipv4?: string;
  readonly ipv6?: string;
  /** ISO 8601. */
  readonly createdAt?: string;
  /** Its disk's own size: a resize leaves the disk alone, so it may be smaller than its plan's. */
  readonly diskGiB?: number;
  readonly memoryMiB?: number;
}

export type ObservedDroplet = Observed<'droplet'> & DropletState;

/** What an observed resource of each type looks like. */
export type ObservedOf = {
  readonly [T in ResourceType]: Observed<T> & (T extends 'droplet' ? DropletState : unknown);
};

/** A firewall that somebody made by hand may also list droplets; ours never does. */
export type ObservedFirewall = Observed<'firewall'> & {
  /** Ids of the droplets that it lists in addition to those with its tags. */
  readonly droplets?: readonly string[];
};

/** Everything that one observation of the account found, the cluster's own resources first. */
export interface ObservedCloud {
  readonly keys: readonly Observed<'ssh-key'>[];
  /** The declared zone; empty if it is not in the account. */
  readonly zones: readonly Observed<'zone'>[];
  /** Those with the cluster's tag. */
  readonly droplets: readonly ObservedDroplet[];
  /** All other droplets of the account. A host that lost its tag is among them. */
  readonly others: readonly ObservedDroplet[];
  /** All firewalls of the account, because others may also apply to the cluster's droplets. */
  readonly firewalls: readonly ObservedFirewall[];
  /** Every record in the zone of a type that we write. */
  readonly records: readonly Observed<'record'>[];
  /** Records of other types at any name (CNAME, MX…), only to detect a clash. */
  readonly foreign: readonly { readonly type: string; readonly name: string; readonly value: string }[];
  /** The cluster's own alone. */
  readonly uptimeChecks: readonly Observed<'uptime-check'>[];
  /** Those with the cluster's tag. */
  readonly alertPolicies: readonly Observed<'alert-policy'>[];
  readonly sizes: readonly Size[];
  /** Only if a declared host has no droplet, or one in another region or of another size. */
  readonly allowance?: Allowance;
}
