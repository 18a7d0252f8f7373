/**
 * What each kind of resource is: plain, normalised data, of the same shape whether it was derived from the declaration or
 * observed, so a plain comparison finds drift. DigitalOcean's own names stay in the adapter.
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
  /** The slug of the image that it was created from. A different declared slug does not change an existing droplet. */
  readonly image: string;
  /** Sorted; without those of `hostKeys`. */
  readonly tags: readonly string[];
  /**
   * SHA-256 (hex) of the host's public key blobs, each in a tag `hostkey-sha256:<hex>`, by which
   * a run without the cluster's secret verifies the host. Two while the key is replaced. Absent: unknown and left as it is.
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
  /** Absolute name without the trailing dot, e.g. `www.test.example.com`. */
  readonly name: string;
  /** The address, the text, a CNAME's target, or for CAA `0 issue "letsencrypt.org"`. A template if the address is not known yet. */
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
}

/** DigitalOcean's check of the site from outside, with our alerts. */
export interface UptimeCheckSpec {
  readonly name: string;
  /** URL. */
  readonly target: string;
  readonly enabled: boolean;
  /** The check warns if the certificate has fewer days left. Absent: it does not. */
  readonly days?: number;
  /** Whether it warns when the site is down. */
  readonly down: boolean;
  /** The recipient. Absent: not declared; a new alert then uses the account's address, and an existing one stays as it is. */
  readonly email?: string;
}

/** What DigitalOcean measures on a host. */
export type HostMetric = 'disk' | 'memory' | 'load';

/** An e-mail when any host's metric stays too high. */
export interface AlertPolicySpec {
  readonly name: string;
  /** Undefined if someone changed the policy by hand to measure something else or in another way. */
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

export type ResourceType = keyof SpecOf;

/** The list in an observation that holds each type. */
export const LIST_OF = {
  'ssh-key': 'keys',
  /** The declared zone, if the account has it. */
  zone: 'zones',
  /** Those with the cluster's tag. */
  droplet: 'droplets',
  /** All of the account: another owner's firewall may apply to the cluster's droplets too. */
  firewall: 'firewalls',
  /** Every record of the zone of a type that we write. */
  record: 'records',
  /** Those with the cluster's name for its check. */
  'uptime-check': 'uptimeChecks',
  /** Those with the cluster's tag. */
  'alert-policy': 'alertPolicies',
} as const satisfies Record<ResourceType, string>;
