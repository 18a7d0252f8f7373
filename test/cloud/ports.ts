/** The seams between the local cloud's rooms: the API above, machines, links and names beneath. */

/** A machine as the API asks for it. */
export interface MachineSpec {
  /** The droplet's id. */
  readonly id: number;
  readonly name: string;
  readonly ipv4: string;
  readonly ipv6: string;
  /** Given to real cloud-init. */
  readonly userData: string;
  /** What the cloud adds to it, for cloud-init. */
  readonly vendorData: string;
  /** Public keys, one OpenSSH line each, that DigitalOcean would put on root. */
  readonly sshKeys: readonly string[];
  readonly region: string;
  readonly memoryMiB: number;
  readonly vcpus: number;
}

/** Real Debian hosts. Every method is safe to call twice. */
export interface Machines {
  /** Makes the disk if there is none and powers it on; resolves when its init is running (not when SSH answers). */
  powerOn(machine: MachineSpec): Promise<void>;
  /** Orderly with `graceful`, else as if the plug were pulled. */
  powerOff(id: number, options?: { readonly graceful?: boolean }): Promise<void>;
  /** Powers off and throws the disk away. */
  destroy(id: number): Promise<void>;
  isRunning(id: number): boolean;
  /** Words to put before a command, in the cloud's namespaces, to run it inside. @throws when the machine is off. */
  entry(id: number): readonly string[];
}

/** One firewall as it applies to one machine; a machine with none is open, as at DigitalOcean. */
export interface MachineFirewall {
  readonly machineId: number;
  readonly inbound: readonly LinkRule[];
  readonly outbound: readonly LinkRule[];
}

export interface LinkRule {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** `22`, `8000-9000` or `all`. */
  readonly ports: string;
  /** CIDRs, tags and droplet ids already resolved to addresses. */
  readonly peers: readonly string[];
}

/** The wires between the machines. */
export interface Links {
  /** Replaces every rule in one nftables transaction. */
  enforce(firewalls: readonly MachineFirewall[]): Promise<void>;
  /** Cuts or mends a machine's link, for tests. */
  setLink(id: number, up: boolean): Promise<void>;
  /** Called by Machines: routes the machine's addresses to its end of the link. */
  attach(machine: MachineSpec): Promise<void>;
  detach(id: number): Promise<void>;
}

export interface ZoneRecord {
  readonly type: string;
  /** Relative to the zone; `@` for the apex. */
  readonly name: string;
  readonly data: string;
  readonly ttl: number;
  readonly priority?: number;
  readonly flags?: number;
  readonly tag?: string;
}

/** The real DNS. */
export interface Names {
  /** Publishes the whole zone; resolves when the DNS answers with it. */
  publish(zone: string, records: readonly ZoneRecord[]): Promise<void>;
  remove(zone: string): Promise<void>;
}
