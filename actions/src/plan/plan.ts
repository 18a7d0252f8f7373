import type { CloudChange } from '../cloud/change.ts';
import type { Unproven } from '../hosts/link/connection.ts';
import type { RoleName } from '../hosts/model/role.ts';
import type { RoleChanges } from '../hosts/model/steps.ts';
import type { Passage } from './rotation/passage.ts';

/** Everything that would change, decided: the text people read and what apply does both come from this value. */
export interface Plan {
  readonly cluster: string;
  readonly domain: string;
  /** Absent where the names that the web hosts answer to stay. */
  readonly passage?: Passage;
  /** In the order apply takes them. */
  readonly cloud: readonly CloudChange[];
  /** One for every declared host, the primary first. */
  readonly hosts: readonly HostPlan[];
  /**
   * Names of the web hosts that the site's name answers with; an observed address of no host of ours stands as itself.
   * On the way from one to the other a host leaves it in three cases only: for good where `cloud` says so, while it is
   * resized, and when it is seen not to serve. In each case only while another host in it is seen serving (`mayLeave`).
   */
  readonly rotation: { readonly before: readonly string[]; readonly after: readonly string[] };
  /**
   * Releases of the content that its next sync goes from and to, `before` absent where none was ever live; absent itself
   * where it stays, or where the commit's content was not looked at: apply leaves it alone.
   */
  readonly release?: { readonly before?: string; readonly after: string };
  /** Versions of WordPress that the content's next sync goes from and to; absent where it stays. */
  readonly wordpress?: { readonly before: string; readonly after: string };
  /** What of the site's data it gives up; empty for nearly every plan. */
  readonly losses: readonly Loss[];
  /** US dollars a month. */
  readonly cost: { readonly before: number; readonly after: number };
  /** Worth knowing, nothing to do: e.g. that a placeholder certificate serves. */
  readonly notes: readonly string[];
  /** Why this plan must not be applied, each with the remedy; empty for a plan that may be. */
  readonly refusals: readonly string[];
  /** Why a person must confirm this plan by its fingerprint, a sentence each; empty for one that needs no confirmation. */
  readonly dangers: readonly string[];
  /** SHA-256 (hex, 12 digits) of what the plan does; the same for the same changes, whatever volatile facts differ. */
  readonly fingerprint: string;
}

/** Data that is gone, or that the site leaves behind, where no change of a resource says so. */
export interface Loss {
  /**
   * `disk`: the primary's is empty; `site`: a new one is installed; `tables`: the site reads others; `code`: the next release
   * lacks an active plugin or theme.
   */
  readonly kind: 'disk' | 'site' | 'tables' | 'code';
  /** Says all that was seen before it is confirmed, e.g. `sql/tables/wp_* in wordpress -> wp_* in blog`. */
  readonly address: string;
  /** For a person: what is gone, what can bring it back, and what confirming does. */
  readonly what: string;
}

export type HostPlan =
  /** Observed: what differs; no roles when nothing does. */
  | {
      readonly host: string;
      readonly kind: 'converge';
      readonly roles: readonly RoleChanges[];
      /** Addresses of items that go on taking earlier secrets, to be changed once more when all take the new ones. */
      readonly withdraws?: readonly string[];
    }
  /** Not created, or never converged yet: all its roles, once it answers. */
  | { readonly host: string; readonly kind: 'after-create'; readonly roles: readonly RoleName[] }
  /** Exists and did not answer; with `lacks`, something answers that is not known to be the host. */
  | {
      readonly host: string;
      readonly kind: 'unreachable';
      readonly reason: string;
      readonly lacks?: Unproven['lacks'];
    };

/** Whether nothing at all differs: neither what apply makes so, nor the content. */
export const isSettled = (plan: Plan): boolean => isEmpty(plan) && plan.release === undefined;

/** Whether there is nothing to do for apply. */
export const isEmpty = (plan: Plan): boolean =>
  plan.cloud.length === 0 && plan.hosts.every((host) => host.kind === 'converge' && host.roles.length === 0);
