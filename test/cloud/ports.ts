/** The interfaces between the API and the parts below it: machines, links and DNS. */

/** A machine that the API requests. */
export interface MachineSpec {
  /** The droplet's id. */
  readonly id: number;
  readonly name: string;
  readonly ipv4: string;
  readonly ipv6: string;
  /** For the real cloud-init. */
  readonly userData: string;
  /** The cloud's additional data for cloud-init. */
  readonly vendorData: string;
  /** Public keys for root, one OpenSSH line each. */
  readonly sshKeys: readonly string[];
  readonly region: string;
  readonly memoryMiB: number;
  readonly vcpus: number;
  readonly diskGiB: number;
  /** Of its network card. */
  readonly mac: string;
}

/** Real Debian hosts. Every method is safe to call twice. */
export interface Machines {
  /** Creates the disk if it is missing and powers the machine on. Resolves when its init runs, before SSH answers. */
  powerOn(machine: MachineSpec): Promise<void>;
  /** `graceful` shuts down in order. Otherwise the power is cut. */
  powerOff(id: number, options?: { readonly graceful?: boolean }): Promise<void>;
  /** Powers off and deletes the disk. */
  destroy(id: number): Promise<void>;
  isRunning(id: number): boolean;
  /** The prefix that runs a command on the machine, in the cloud's namespaces. @throws if the machine is off. */
  entry(id: number): readonly string[];
}

/** One firewall for one machine. As at DigitalOcean, a machine without one is open. */
export interface MachineFirewall {
  readonly machineId: number;
  readonly inbound: readonly LinkRule[];
  readonly outbound: readonly LinkRule[];
}

export interface LinkRule {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** `22`, `8000-9000` or `all`. */
  readonly ports: string;
  /** CIDRs. Tags and droplet ids are already resolved to addresses. */
  readonly peers: readonly string[];
}

/** What a machine's link drops: nothing, packets from the machine or to it, or all. */
export type Cut = 'none' | 'from' | 'to' | 'both';

/** The links of the machines. */
export interface Links {
  /** Replaces every rule in one nftables transaction. */
  enforce(firewalls: readonly MachineFirewall[]): Promise<void>;
  /** Cuts or restores a machine's link, for tests. */
  setLink(id: number, cut: Cut): Promise<void>;
  /** Called by Machines: routes the machine's addresses to its end of the link. */
  attach(machine: MachineSpec): Promise<void>;
  detach(id: number): Promise<void>;
}

export interface ZoneRecord {
  readonly type: string;
  /** Relative to the zone, `@` for the apex. */
  readonly name: string;
  readonly data: string;
  readonly ttl: number;
  readonly priority?: number;
  readonly flags?: number;
  readonly tag?: string;
}

/** The real DNS. */
export interface Names {
  /** Publishes the whole zone. Resolves when the DNS answers with it. */
  publish(zone: string, records: readonly ZoneRecord[]): Promise<void>;
  remove(zone: string): Promise<void>;
}
