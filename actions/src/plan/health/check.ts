import type { Declaration, HostDeclaration } from '../../declaration/declaration.ts';
import type { Facts } from '../../hosts/model/facts.ts';

/** What one observation of the cluster found, as plain data. */
export interface FleetStatus {
  /** By name, for every declared host. */
  readonly hosts: Readonly<Record<string, HostStatus>>;
  /** By name: what is wrong with the droplet of a host that apply refuses to work on. */
  readonly strays?: Readonly<Record<string, { readonly what: string; readonly todo: string }>>;
  /** Other owners' firewalls that open more on hosts of the cluster. */
  readonly firewalls?: readonly Finding[];
  /** Names of the hosts in the DNS rotation. */
  readonly rotation: readonly string[];
  /** Absent if the name servers could not be queried. */
  readonly name?: NameStatus;
  /** Milliseconds since 1970, by the observer's clock. */
  readonly now: number;
}

export type HostStatus =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'unreachable';
      readonly reason: string;
      /** It answers over SSH but cannot be managed. The reason says what to do. */
      readonly isUp?: boolean;
      readonly site?: SiteAnswer;
    }
  | {
      readonly kind: 'observed';
      readonly facts: Facts;
      /** The least difference between its clock and the observer's; positive if its clock is ahead. */
      readonly skewSeconds: number;
      readonly site?: SiteAnswer;
      /** At its IPv6 address; absent if no record points there, or if nothing had a route to it. */
      readonly ipv6?: SiteAnswer;
    };

/** What a web host answered for the site's front page at its own address. */
export type SiteAnswer =
  | {
      readonly kind: 'served';
      readonly status: number;
      readonly certificate: 'verified' | 'placeholder';
    }
  | { readonly kind: 'failed'; readonly error: string };

/** What a check gets: one host, and everything around it. */
export interface Subject {
  readonly host: HostDeclaration;
  readonly seen: HostStatus;
  readonly declaration: Declaration;
  readonly fleet: FleetStatus;
}

/** The result of one check on one host. */
export interface CheckResult {
  /** A few words for the table. */
  readonly text: string;
  /** A bad result without a finding is a consequence of another problem, which has the finding. */
  readonly bad?: boolean;
  readonly finding?: Omit<Finding, 'host'>;
}

/** A problem that a person must solve. */
export interface Finding {
  readonly host: string;
  readonly what: string;
  readonly todo: string;
}

export interface Check {
  readonly title: string;
  readonly run: (subject: Subject) => CheckResult;
}

/** The check does not apply to the host, or the host did not answer. */
export const NOTHING: CheckResult = { text: '–' };

export const bad = (text: string, what: string, todo: string): CheckResult => ({
  text,
  bad: true,
  finding: { what, todo },
});

/** A check that runs only on hosts that answered. */
export const onFacts =
  (check: (facts: Facts, subject: Subject & { readonly skewSeconds: number }) => CheckResult) =>
  (subject: Subject): CheckResult =>
    subject.seen.kind === 'observed'
      ? check(subject.seen.facts, { ...subject, skewSeconds: subject.seen.skewSeconds })
      : NOTHING;

/** Those of the named hosts that answered and report their health. */
export const observedAmong = (
  hosts: readonly string[],
  { fleet }: Subject,
): { name: string; facts: Facts }[] =>
  hosts.flatMap((name) => {
    const seen = fleet.hosts[name];
    return seen?.kind === 'observed' && seen.facts.health ? [{ name, facts: seen.facts }] : [];
  });

/** The primary's facts; undefined while it does not answer. */
export function primaryFacts({ declaration, fleet }: Subject): Facts | undefined {
  const seen = fleet.hosts[declaration.primary.name];
  return seen?.kind === 'observed' ? seen.facts : undefined;
}

/** A sentence about firewall rules that are not Flotilla's, for a finding that they may explain; '' if there are none. */
export function foreignRules({ health }: Facts): string {
  const found = health?.foreignFirewalls ?? [];
  return found.length === 0 ? '' : ` It has firewall rules that are not Flotilla's: ${found.join(', ')}.`;
}

/** What to do about a service that does not run. */
export const journal = (unit: string): string =>
  `Run apply, which starts stopped services. If that does not help, read \`journalctl -u ${unit}\` there.`;

export const ms = (milliseconds: number): string => `${Math.max(1, Math.round(milliseconds))} ms`;

/** How the zone's own name servers resolve the site's name. */
export interface NameAnswer {
  /** Names of the zone's name servers. */
  readonly servers: readonly string[];
  /** All addresses that they answer with. */
  readonly addresses: readonly string[];
  /** Whether the zone has no name servers at all. */
  readonly unfound?: boolean;
  /** A zone below the declared one that contains the name. */
  readonly cut?: { readonly zone: string; readonly servers: readonly string[] };
}

export interface NameStatus {
  readonly answer: NameAnswer;
  /** Addresses in the rotation's records. */
  readonly published: readonly string[];
}
