import type { Facts, RoleManifest } from '../model/facts.ts';
import type { HostChange, Step } from '../model/steps.ts';

/** What a host's manifest and facts say about one role. */
export interface RoleOnHost {
  readonly host: string;
  /** Its entry in the host's manifest. */
  readonly was: RoleManifest;
  readonly facts: Facts;
}

/** How one item differs. Without reasons, it does not. */
export interface ItemDiff {
  readonly name: string;
  readonly action: HostChange['action'];
  readonly reasons: readonly string[];
  readonly diff?: string;
  readonly notify?: readonly string[];
  readonly step: Step;
}

/** Why an item differs; a plan shows these after its address. */
export const NEW = 'does not exist yet';
export const REMOVED = 'was removed from the host';
export const DECLARED = 'the declaration changed';
export const CHANGED = 'was changed on the host';
/** The reason if a template differs from the last one applied because it holds secrets of other generations. */
export const rotated = (before: readonly number[], after: readonly number[]): string[] =>
  before.length === 0 || before.join() === after.join()
    ? []
    : [`secrets of generation ${before.join(' and ')} → ${after.join(' and ')}`];

export const INTERRUPTED = 'the last run did not finish it';

interface FileOwner {
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}

const KINDS = ['mode', 'owner', 'group'] as const;

/** e.g. `mode is 0644 instead of 0600`. */
export const ownerReasons = (found: FileOwner, wanted: FileOwner): string[] =>
  KINDS.filter((kind) => found[kind] !== wanted[kind]).map(
    (kind) => `${kind} is ${found[kind]} instead of ${wanted[kind]}`,
  );
