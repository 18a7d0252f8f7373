import type { Facts, RoleManifest } from '../model/facts.ts';
import type { HostChange, Step } from '../model/steps.ts';

/** What is known of one role on one host. */
export interface Seen {
  readonly host: string;
  /** Its entry in the host's manifest. */
  readonly was: RoleManifest;
  readonly facts: Facts;
}

/** How one item differs; no reasons: not at all. */
export interface Difference {
  readonly name: string;
  readonly action: HostChange['action'];
  readonly reasons: readonly string[];
  readonly diff?: string;
  readonly notify?: readonly string[];
  readonly step: Step;
}

/** Why an item differs, in the words that a person reads after its address. */
export const NEW = 'does not exist yet';
export const REMOVED = 'was removed from the host';
export const DECLARED = 'the declaration changed';
export const CHANGED = 'was changed on the host';
/** Why a template is not the one applied last, where it holds secrets of other generations. */
export const rotated = (before: readonly number[], after: readonly number[]): string[] =>
  before.length === 0 || before.join() === after.join()
    ? []
    : [`secrets of generation ${before.join(' and ')} → ${after.join(' and ')}`];

export const INTERRUPTED = 'the last run did not finish it';

interface Ownership {
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}

const KINDS = ['mode', 'owner', 'group'] as const;

/** e.g. `mode is 0644 instead of 0600`. */
export const ownership = (found: Ownership, wanted: Ownership): string[] =>
  KINDS.filter((kind) => found[kind] !== wanted[kind]).map(
    (kind) => `${kind} is ${found[kind]} instead of ${wanted[kind]}`,
  );
