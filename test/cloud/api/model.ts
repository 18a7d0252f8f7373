/** The contents of an account, in memory and on disk. The field names are ours; the API's are in the views. */

/** Every resource has a creation time, because lists may lag and most responses contain `created_at`. */
interface Born {
  /** Milliseconds since the epoch. */
  readonly bornAt: number;
}

export interface SshKey extends Born {
  readonly id: number;
  name: string;
  readonly publicKey: string;
  /** MD5 of the key's blob, in colon-separated pairs. */
  readonly fingerprint: string;
}

export interface Droplet extends Born {
  readonly id: number;
  name: string;
  readonly region: string;
  size: string;
  readonly image: string;
  /** GiB. Grows with a resize that includes the disk. */
  disk: number;
  status: 'new' | 'active' | 'off';
  readonly ipv4: string;
  readonly ipv6: string;
  readonly privateIpv4: string;
  /** Whether IPv6 was requested. Otherwise the address stays hidden. */
  readonly ipv6Enabled: boolean;
  readonly backups: boolean;
  readonly monitoring: boolean;
  readonly vpcId: string;
  tags: string[];
  readonly userData: string;
  readonly vendorData: string;
  readonly publicKeys: readonly string[];
}

export interface Action extends Born {
  readonly id: number;
  readonly type: string;
  status: 'in-progress' | 'completed' | 'errored';
  completedAt: number | null;
  readonly dropletId: number;
  readonly region: string;
}

export interface Snapshot extends Born {
  readonly id: number;
  readonly name: string;
  readonly dropletId: number;
  readonly image: string;
  readonly region: string;
  /** GiB. */
  readonly minDisk: number;
}

export interface Tag extends Born {
  readonly name: string;
}

export interface Domain extends Born {
  readonly name: string;
  records: DnsRecord[];
}

export interface DnsRecord extends RecordFields, Born {
  readonly id: number;
}

export interface RecordFields {
  readonly type: string;
  /** Relative to the domain; `@` for the apex. */
  readonly name: string;
  /** As in DigitalOcean's responses, a host name has no trailing dot, and is `@` for the domain itself. */
  readonly data: string;
  readonly ttl: number;
  readonly priority: number | null;
  readonly port: number | null;
  readonly weight: number | null;
  readonly flags: number | null;
  readonly tag: string | null;
}

export interface Firewall extends Born {
  readonly id: string;
  name: string;
  dropletIds: number[];
  tags: string[];
  inbound: FirewallRule[];
  outbound: FirewallRule[];
  /** The rules that the links enforce now. They differ from the above while a change is pending. */
  enforced: Enforced;
  failed: boolean;
}

export interface Enforced {
  /** The rules as text, for comparison. */
  readonly rules: string;
  readonly dropletIds: readonly number[];
}

export interface FirewallRule {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** `22`, `8000-9000`, or `0` for all. */
  readonly ports: string;
  readonly peers: RulePeers;
}

export interface RulePeers {
  readonly addresses?: readonly string[];
  readonly tags?: readonly string[];
  readonly droplet_ids?: readonly number[];
}

export interface UptimeCheck extends Born, UptimeCheckFields {
  readonly id: string;
  alerts: UptimeAlert[];
}

interface UptimeCheckFields {
  readonly name: string;
  readonly type: 'ping' | 'http' | 'https';
  readonly target: string;
  readonly regions: readonly string[];
  readonly enabled: boolean;
}

interface UptimeAlert extends UptimeAlertFields {
  readonly id: string;
}

export interface UptimeAlertFields {
  readonly name: string;
  readonly type: 'latency' | 'down' | 'down_global' | 'ssl_expiry';
  readonly threshold?: number;
  readonly comparison?: 'greater_than' | 'less_than';
  readonly period?: string;
  readonly notifications: { readonly email: readonly string[]; readonly slack: readonly unknown[] };
}

export interface AlertPolicy extends Born {
  readonly uuid: string;
  readonly type: string;
  readonly description: string;
  readonly compare: 'GreaterThan' | 'LessThan';
  readonly value: number;
  readonly window: string;
  readonly entities: readonly string[];
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly alerts: { readonly email: readonly string[]; readonly slack: readonly unknown[] };
}

export interface Vpc extends Born {
  readonly id: string;
  readonly region: string;
  /** The first two octets of its `/20`. */
  readonly prefix: string;
}

export interface AccountData {
  readonly uuid: string;
  emailVerified: boolean;
  lastId: number;
  keys: SshKey[];
  droplets: Droplet[];
  /** Deleted droplets with machines that may still run. They keep their addresses until those end. */
  condemned: Droplet[];
  actions: Action[];
  snapshots: Snapshot[];
  tags: Tag[];
  domains: Domain[];
  firewalls: Firewall[];
  vpcs: Vpc[];
  uptimeChecks: UptimeCheck[];
  alertPolicies: AlertPolicy[];
}
