import type { CloudChange } from '../cloud/change.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Unproven } from '../hosts/link/connection.ts';
import type { RoleName } from '../hosts/model/role.ts';
import type { RoleChanges } from '../hosts/model/steps.ts';
import type { Passage } from './rotation/passage.ts';

/** Every change, decided in advance. Both the rendered plan and apply use this value. */
export interface Plan {
  readonly cluster: string;
  readonly domain: string;
  /** Where the database is: on the primary, or on several hosts. */
  readonly topology: Declaration['database']['topology'];
  /** Whether a running site changes to that topology, in stages. */
  readonly isConverting: boolean;
  /** Absent if the names that the web hosts answer to do not change. */
  readonly passage?: Passage;
  /** In the order in which apply makes them. */
  readonly cloud: readonly CloudChange[];
  /** One for every declared host, the primary first. */
  readonly hosts: readonly HostPlan[];
  /**
   * Names of the web hosts in the DNS rotation; an address that belongs to none of our hosts stands for itself. During
   * apply a host leaves the rotation in three cases only: `cloud` removes it, it is being resized, or it was observed not
   * to serve. In each case another host in the rotation must be observed serving (`mayLeave`).
   */
  readonly rotation: { readonly before: readonly string[]; readonly after: readonly string[] };
  /**
   * The content release before and after the next sync. `before` is absent if no release was ever live. Absent if the
   * release does not change, or if the plan did not read the commit's content. Apply itself never changes the release.
   */
  readonly release?: { readonly before?: string; readonly after: string };
  /** The WordPress version before and after the next content sync; absent if it does not change. */
  readonly wordpress?: { readonly before: string; readonly after: string };
  /** The site's data that this plan gives up; empty for nearly every plan. */
  readonly losses: readonly Loss[];
  /** US dollars a month. */
  readonly cost: { readonly before: number; readonly after: number };
  /** What was observed and a person must not overlook, although no change causes it. */
  readonly warnings: readonly string[];
  /** Information that needs no action, e.g. that hosts serve a placeholder certificate. */
  readonly notes: readonly string[];
  /** Why this plan must not be applied, each with the remedy. Empty if it may be applied. */
  readonly refusals: readonly string[];
  /** Why a person must confirm this plan by its fingerprint, one sentence each. Empty if it needs no confirmation. */
  readonly dangers: readonly string[];
  /** SHA-256 (hex, 12 digits) of what the plan does. The same changes have the same fingerprint, even if volatile facts differ. */
  readonly fingerprint: string;
}

/** Data that is gone, or that the site leaves behind, and that no change of a resource shows. */
export interface Loss {
  /**
   * `disk`: the primary's disk is empty. `site`: a new site is installed. `tables`: the site reads other tables. `code`: an
   * active plugin or theme is missing in the next release.
   */
  readonly kind: 'disk' | 'site' | 'tables' | 'code';
  /** Identifies everything that the confirmation covers, e.g. `sql/tables/wp_* in wordpress -> wp_* in blog`. */
  readonly address: string;
  /** For a person: what is lost, how to restore it, and what a confirmation does. */
  readonly what: string;
}

export type HostPlan =
  /** The host was observed: its differences. `roles` is empty if nothing differs. */
  | {
      readonly host: string;
      readonly kind: 'converge';
      readonly roles: readonly RoleChanges[];
      /** Addresses of items that still accept earlier secrets. They change once more after all hosts accept the new ones. */
      readonly withdraws?: readonly string[];
    }
  /** The host was not created or never converged: apply sets up all its roles after it answers. */
  | { readonly host: string; readonly kind: 'after-create'; readonly roles: readonly RoleName[] }
  /** The host exists and did not answer. With `lacks`, something answered that could not prove to be the host. */
  | {
      readonly host: string;
      readonly kind: 'unreachable';
      readonly reason: string;
      readonly lacks?: Unproven['lacks'];
    };

/** Whether neither apply nor the content sync has anything to change. */
export const isSettled = (plan: Plan): boolean => isEmpty(plan) && plan.release === undefined;

/** Whether apply has nothing to change. */
export const isEmpty = (plan: Plan): boolean =>
  plan.cloud.length === 0 && plan.hosts.every((host) => host.kind === 'converge' && host.roles.length === 0);
