import type { Declaration, HostDeclaration } from '../../declaration/declaration.ts';
import type { Facts } from '../../hosts/model/facts.ts';

/** What one look at the fleet found, as plain data. */
export interface Sighting {
  /** By name, for every declared host. */
  readonly hosts: Readonly<Record<string, HostSighting>>;
  /** By name: what is wrong with the droplet of a host that apply refuses to work on. */
  readonly strays?: Readonly<Record<string, { readonly what: string; readonly todo: string }>>;
  /** Of somebody else, and opening more on hosts of the cluster. */
  readonly firewalls?: readonly Finding[];
  /** Names of the hosts that the site's name answers with. */
  readonly rotation: readonly string[];
  /** Absent where nothing could be asked. */
  readonly name?: NameSighting;
  /** Milliseconds since 1970, by the clock of whoever looked. */
  readonly now: number;
}

export type HostSighting =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'unreachable';
      readonly reason: string;
      /** It answers over SSH, so the reason says what to do there. */
      readonly isUp?: boolean;
      readonly site?: SiteSighting;
    }
  | {
      readonly kind: 'observed';
      readonly facts: Facts;
      /** How far its clock is off that of whoever looked, at least; positive when it is ahead. */
      readonly skewSeconds: number;
      readonly site?: SiteSighting;
      /** At its IPv6 address; absent where no record points there, or where nothing had a way to it. */
      readonly ipv6?: SiteSighting;
    };

/** What a web host answered for the site's front page at its own address. */
export type SiteSighting =
  | {
      readonly kind: 'served';
      readonly status: number;
      readonly certificate: 'verified' | 'placeholder';
    }
  | { readonly kind: 'failed'; readonly error: string };

/** One host as an aspect looks at it. */
export interface Subject {
  readonly host: HostDeclaration;
  readonly seen: HostSighting;
  readonly declaration: Declaration;
  readonly sighting: Sighting;
}

/** What an aspect says of a host. */
export interface Look {
  /** A few words, for a table. */
  readonly text: string;
  /** Bad without a finding of its own is what follows from something else that has one. */
  readonly bad?: boolean;
  readonly finding?: Omit<Finding, 'host'>;
}

/** Something that needs a person. */
export interface Finding {
  readonly host: string;
  readonly what: string;
  readonly todo: string;
}

export interface Aspect {
  readonly title: string;
  readonly look: (subject: Subject) => Look;
}

/** Of a host that the aspect does not concern, or that could not be asked. */
export const NOTHING: Look = { text: '–' };

export const bad = (text: string, what: string, todo: string): Look => ({
  text,
  bad: true,
  finding: { what, todo },
});

/** An aspect of hosts that answered. */
export const ofFacts =
  (look: (facts: Facts, subject: Subject & { readonly skewSeconds: number }) => Look) =>
  (subject: Subject): Look =>
    subject.seen.kind === 'observed'
      ? look(subject.seen.facts, { ...subject, skewSeconds: subject.seen.skewSeconds })
      : NOTHING;

/** What the primary said; undefined while it does not answer. */
export function primaryFacts({ declaration, sighting }: Subject): Facts | undefined {
  const seen = sighting.hosts[declaration.primary.name];
  return seen?.kind === 'observed' ? seen.facts : undefined;
}

/** Firewall rules that are not ours, as a sentence to stand after what they may be the reason of; '' where there are none. */
export function inTheWay({ health }: Facts): string {
  const found = health?.foreignFirewalls ?? [];
  return found.length === 0 ? '' : ` It has firewall rules that are not ours: ${found.join(', ')}.`;
}

/** What the zone's own name servers say of the site's name. */
export interface NameAnswer {
  /** Names of the zone's name servers. */
  readonly servers: readonly string[];
  /** All that they answer. */
  readonly addresses: readonly string[];
  /** Whether the zone has no name servers at all. */
  readonly unfound?: boolean;
  /** A zone below the declared one that the name is in. */
  readonly cut?: { readonly zone: string; readonly servers: readonly string[] };
}

export interface NameSighting {
  readonly answer: NameAnswer;
  /** Addresses of the rotation's records. */
  readonly published: readonly string[];
}
