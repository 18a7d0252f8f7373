import type { Desired, DropletState, Observed, Subject } from './resource.ts';
import type { ResourceType, SpecOf } from './specs.ts';

export interface CloudChange {
  readonly subject: Subject;
  readonly action: Action;
  /** Why, for a person: `does not exist yet`, `inbound rules differ`, `no longer declared`. */
  readonly reason: string;
  /** What differs, for update and replace. */
  readonly fields: readonly FieldChange[];
  readonly risk: Risk;
  readonly wave: Wave;
  /** Whether it takes over another owner's record. */
  readonly adopts?: boolean;
  /** Absent for delete. */
  readonly desired?: Desired;
  /** Absent for create. */
  readonly observed?: Observed;
}

/** A change before its wave and risk are known. */
export type Draft = Omit<CloudChange, 'risk' | 'wave'>;

/** `replace`: the new one is created in its own wave and the old one deleted in `retire`. */
export type Action = 'create' | 'update' | 'replace' | 'delete';

/** `before` and `after` as people read them; an unknown value reads `(known after create)`. */
export interface FieldChange {
  readonly key: FieldKey;
  /** The key in a person's words. */
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** A field of some spec, or of a droplet's state. */
export type FieldKey = { [T in ResourceType]: keyof SpecOf[T] }[ResourceType] | keyof DropletState;

/** What differs between a desired and an observed resource. No fields: nothing does. */
export interface Difference {
  readonly fields: readonly FieldChange[];
  /** Whether DigitalOcean cannot change it in place. */
  readonly replaces: boolean;
}

/** The change of one field; none when it reads the same. */
export const field = (
  key: FieldKey,
  before: string,
  after: string,
  label: string = key,
): readonly FieldChange[] => (before === after ? [] : [{ key, label, before, after }]);

/** From harmless to worst. */
export type Risk = 'none' | 'restart' | 'takes-away' | 'data';

/**
 * The order of an apply. `foundation`: keys, zone, firewalls; `droplets`: created; `names`: host names, CAA, ownership mark,
 * checks and alerts;
 * `resize`: one host at a time, when its turn to converge comes; `rotation`: after web hosts are converged and serve; `retire`: after the TTL of what left the rotation.
 */
export type Wave = 'foundation' | 'droplets' | 'names' | 'resize' | 'rotation' | 'retire';
export const WAVES: readonly Wave[] = ['foundation', 'droplets', 'names', 'resize', 'rotation', 'retire'];
