import type { Allowance, Size } from './allowance.ts';
import type { LIST_OF, ResourceType, SpecOf } from './specs.ts';

/** The identity of a change's resource, as data. */
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

/** A firewall that a person made may also name droplets. */
interface FirewallState {
  /** Ids of the droplets that it names, in addition to those with its tags. */
  readonly droplets?: readonly string[];
}

/** An observed resource of each type. */
export type ObservedOf = {
  readonly [T in ResourceType]: Observed<T> &
    (T extends 'droplet' ? DropletState : T extends 'firewall' ? FirewallState : unknown);
};
export type ObservedFirewall = ObservedOf['firewall'];

type Lists = { readonly [T in ResourceType as (typeof LIST_OF)[T]]: readonly ObservedOf[T][] };

/** Everything that one observation of the account found. */
export interface ObservedCloud extends Lists {
  /** Droplets without the cluster's tag: one of them may be a host that lost it. */
  readonly others: readonly ObservedDroplet[];
  /** Records of types that no kind writes (MX, NS…), to detect a clash. */
  readonly foreign: readonly { readonly type: string; readonly name: string; readonly value: string }[];
  readonly sizes: readonly Size[];
  /** Requested only if a declared host has no droplet, or its droplet has another region or size. */
  readonly allowance?: Allowance;
}
