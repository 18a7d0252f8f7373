import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/model/facts.ts';
import type { Size } from './allowance.ts';
import type { Action, CloudChange, Difference, Draft, FieldKey, Risk, Wave } from './change.ts';
import type { Desired, Observed, ObservedCloud, ObservedDroplet, ObservedOf, Subject } from './resource.ts';
import type { ResourceType, SpecOf } from './specs.ts';

/** Everything that a plan needs to know about one kind of resource. No property is optional, so a kind cannot omit one. */
export interface Kind<T extends ResourceType> {
  desired(declaration: Declaration, context: CloudContext): readonly Desired<T>[];
  observed(cloud: ObservedCloud): readonly ObservedOf[T][];
  /** Finds the observed resource for each desired one. A resource with our name but without our mark is a clash. */
  match(desired: readonly Desired<T>[], known: Known): Match<T>;
  compare(desired: SpecOf[T], observed: ObservedOf[T]): Difference;
  wave(draft: Draft, spec: SpecOf[T], declaration: Declaration): Wave;
  risk(draft: Draft, declaration: Declaration): Risk;
  /**
   * The order within a wave: a resource comes before those that refer to it. Names are deleted before their
   * droplet, because without the droplet nothing shows that a name was ours.
   */
  rank(spec: SpecOf[T], action: Action): number;
  /** One line for a person; empty if the address is enough. */
  summary(spec: SpecOf[T]): string;
  readonly display: Display;
  /** US dollars. */
  monthly(spec: SpecOf[T], sizes: readonly Size[]): number;
  /** The part of the spec that a plan knows even without the cluster's secret. Fingerprints cover it. */
  essence(spec: SpecOf[T]): unknown;
  /** Fields that only a run with the cluster's secret can compare. A fingerprint leaves out a change of these alone. */
  readonly secretFields: readonly FieldKey[];
  /** The intermediate spec if an update takes two waves; the rest follows in `retire`. Undefined: one update suffices. */
  meanwhile(desired: SpecOf[T], observed: SpecOf[T]): SpecOf[T] | undefined;
  /** Warnings about changes of this kind, a sentence each; none about harmless ones. */
  warnings(changes: readonly CloudChange[]): readonly string[];
  /** Information that requires no action, a sentence each. `changes` are those of every kind. */
  notes(changes: readonly CloudChange[], known: Pick<Known, 'declaration' | 'cloud'>): readonly string[];
  /** The DNS name that the resource makes resolve; undefined for a kind without DNS names. */
  dnsName(spec: SpecOf[T]): string | undefined;
}

/** How a plan in Markdown shows changes of one kind. */
interface Display {
  /**
   * `always`: it costs money or holds data, so a shortened plan keeps its row. `folded`: many harmless changes are folded.
   */
  readonly rows: 'always' | 'listed' | 'folded';
  /** Whether the summary consists of values, shown as code, instead of a phrase. */
  readonly isValues: boolean;
}

/** What a plan knows besides the desired resources. */
export interface Known {
  readonly declaration: Declaration;
  readonly cloud: ObservedCloud;
  /** Whether a person asked to take over existing records at the site's names. */
  readonly adopt: boolean;
  /** Of the hosts that answered. */
  readonly facts: Readonly<Record<string, Facts | undefined>>;
}

export interface Match<T extends ResourceType> {
  readonly pairs: readonly Pair<T>[];
  readonly surplus: readonly Surplus<T>[];
  /** A sentence for each resource that has one of our names but is not ours, with how to move it. */
  readonly clashes: readonly string[];
}

/** A desired resource and the observed one that it matches. */
export interface Pair<T extends ResourceType> {
  readonly desired: Desired<T>;
  readonly observed?: ObservedOf[T];
  /** Whether it belonged to another owner and is taken over. */
  readonly adopts?: boolean;
}

/** A resource of the cluster that is no longer wanted. */
export interface Surplus<T extends ResourceType> {
  readonly subject: Subject<T>;
  readonly reason: string;
  readonly observed: Observed<T>;
  readonly adopts?: boolean;
}

/** Pairs resources that are identified by name alone and never deleted. */
export function byName<T extends 'zone' | 'firewall'>(
  desired: readonly Desired<T>[],
  observed: readonly ObservedOf[T][],
): Pick<Match<T>, 'pairs' | 'surplus'> {
  const found = new Map(observed.map((resource) => [resource.spec.name, resource]));
  return {
    pairs: desired.map((wanted) => ({ desired: wanted, observed: found.get(wanted.spec.name) })),
    surplus: [],
  };
}

/** For a kind that others refer to: created first, deleted last. */
export const first = ({ action }: Draft): Wave => (action === 'delete' ? 'retire' : 'foundation');

interface Separated<R> {
  readonly ours: readonly R[];
  readonly clashes: readonly string[];
}

/** Separates resources with our mark from those that only have our name. The latter are refused, never taken over. */
export const ownAmong = <R>(
  all: readonly R[],
  isForeign: (one: R) => boolean,
  clash: (one: R) => string,
): Separated<R> => ({
  ours: all.filter((one) => !isForeign(one)),
  clashes: all.filter(isForeign).map(clash),
});

/** What the desired resources depend on in addition to the declaration. */
export interface CloudContext {
  /** The deploy key's OpenSSH line without comment; absent in a plan without the cluster's secret. */
  readonly publicKey?: string;
  /**
   * SHA-256 (hex) of a host's public key blob; absent in a plan without the cluster's secret. Undefined for a host that
   * presents another key: its tags stay as they are.
   */
  readonly hostKeyOf?: (host: string) => string | undefined;
  /** The droplets that stay. Their addresses are known. */
  readonly droplets: readonly ObservedDroplet[];
}
