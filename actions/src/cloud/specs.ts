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

export type ResourceType = keyof SpecOf;
