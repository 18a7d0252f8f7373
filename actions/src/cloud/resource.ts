import type { Allowance } from './allowance.ts';

/**
 * The cloud side's nouns. A Resource is plain, normalised data: the same shape whether it was derived from the
 * declaration or observed, so that plain comparison tells drift. Wire names stay in the adapter.
 */

export interface SshKeySpec {
  readonly name: string;
  /** One line of OpenSSH public key without comment: `ssh-ed25519 AAAA…`. */
  readonly publicKey: string;
}

interface ZoneSpec {
  readonly name: string;
}

export interface DropletSpec {
  readonly name: string;
  readonly region: string;
  readonly size: string;
  /** The image slug it was made from; a later slug is no change of a running droplet. */
  readonly image: string;
  /** Sorted; without those of `hostKeys`. */
  readonly tags: readonly string[];
  /**
   * SHA-256 (hex) of the public key blobs by which the host may be recognised, each a tag `hostkey-sha256:<hex>`, so that
   * a run without the cluster's secret verifies it too. Two while the key is replaced. Absent: not known, left as is.
   */
  readonly hostKeys?: readonly string[];
}

export interface FirewallSpec {
  readonly name: string;
  /** The droplets it protects: those with any of these tags. Sorted. */
  readonly tags: readonly string[];
  /** Sorted by `ruleKey`. */
  readonly inbound: readonly FirewallRule[];
  readonly outbound: readonly FirewallRule[];
}

export interface FirewallRule {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** `22`, `8000-9000` or `all`; always `all` for icmp. */
  readonly ports: string;
  /** CIDRs and `tag:<name>`; sorted. Sources of an inbound rule, destinations of an outbound one. */
  readonly peers: readonly string[];
}

export interface RecordSpec {
  readonly type: 'A' | 'AAAA' | 'CAA' | 'CNAME' | 'TXT';
  /** Absolute name without the last dot, e.g. `www.test.example.com`. */
  readonly name: string;
  /** The address, the text, the name a CNAME leads to, or for CAA `0 issue "letsencrypt.org"`. A template where the address is not known yet. */
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
}

/** DigitalOcean's look at the site from outside, with the alerts that are ours. */
export interface UptimeCheckSpec {
  readonly name: string;
  /** URL. */
  readonly target: string;
  readonly enabled: boolean;
  /** It warns when the certificate has fewer days left; absent: it does not. */
  readonly days?: number;
  /** Whether it warns when the site is down. */
  readonly down: boolean;
  /** Whom it warns. Absent: not declared, and so the account's own address at first, and left as is afterwards. */
  readonly email?: string;
}

/** What DigitalOcean measures on a host. */
export type HostMetric = 'disk' | 'memory' | 'load';

/** An e-mail when any host's metric stays too high. */
export interface AlertPolicySpec {
  readonly name: string;
  /** Undefined for a policy that was changed by hand to measure something else, or otherwise. */
  readonly metric: HostMetric | undefined;
  /** Percent, or the load average of 15 minutes. */
  readonly above: number;
  /** The droplets it covers: those with any of these tags. Sorted. */
  readonly tags: readonly string[];
  readonly enabled: boolean;
  /** As in `UptimeCheckSpec`. */
  readonly email?: string;
}

export interface SpecOf {
  'ssh-key': SshKeySpec;
  zone: ZoneSpec;
  droplet: DropletSpec;
  firewall: FirewallSpec;
  record: RecordSpec;
  'uptime-check': UptimeCheckSpec;
  'alert-policy': AlertPolicySpec;
}

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

export type ResourceType = keyof SpecOf;

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

/** One that somebody made by hand may also name droplets; ours never does. */
export type ObservedFirewall = Observed<'firewall'> & {
  /** Ids of the droplets that it names beside those of its tags. */
  readonly droplets?: readonly string[];
};

export interface Size {
  readonly slug: string;
  /** US dollars. */
  readonly monthly: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
  /** Regions that offer it now. */
  readonly regions: readonly string[];
}

/** All that one observation of the account found, the cluster's own resources first. */
export interface ObservedCloud {
  readonly keys: readonly Observed<'ssh-key'>[];
  /** The declared one; none where it is not in the account. */
  readonly zones: readonly Observed<'zone'>[];
  /** Those with the cluster's tag. */
  readonly droplets: readonly ObservedDroplet[];
  /** All other droplets of the account: a host of ours may be among them that lost its tag. */
  readonly others: readonly ObservedDroplet[];
  /** All of the account: somebody else's may apply to the cluster's droplets too. */
  readonly firewalls: readonly ObservedFirewall[];
  /** Every record of the zone of a type we write, ours or not. */
  readonly records: readonly Observed<'record'>[];
  /** Records of other types at any name (CNAME, MX…), only to detect a clash. */
  readonly foreign: readonly { readonly type: string; readonly name: string; readonly value: string }[];
  /** The cluster's own alone. */
  readonly uptimeChecks: readonly Observed<'uptime-check'>[];
  /** Those with the cluster's tag. */
  readonly alertPolicies: readonly Observed<'alert-policy'>[];
  readonly sizes: readonly Size[];
  /** Asked for only where a declared host has no droplet, or one elsewhere or of another size. */
  readonly allowance?: Allowance;
}
