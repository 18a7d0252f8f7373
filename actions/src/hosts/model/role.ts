import type { Declaration, HostDeclaration } from '../../declaration/declaration.ts';
import type { Template } from '../../lib/template.ts';
import type { Facts } from './facts.ts';

/** The order in which a host takes its roles. */
export const ROLE_ORDER = [
  'base',
  'vpn',
  'mesh',
  'database',
  'proxy',
  'share',
  'sync',
  'web',
  'mail',
  'wordpress',
] as const;
export type RoleName = (typeof ROLE_ORDER)[number];

/** What a role wants on one host, as data. Items are applied in the order of these fields. */
export interface RoleDesired {
  readonly role: RoleName;
  /** Debian package names. */
  readonly packages: readonly string[];
  readonly directories: readonly DesiredDirectory[];
  /** Guarded commands that create what files and units need, e.g. a key that never leaves the host. */
  readonly prepare: readonly GuardedCommand[];
  readonly files: readonly DesiredFile[];
  readonly links: readonly DesiredLink[];
  /** Paths that must not exist, e.g. a distribution's default site. */
  readonly absent: readonly AbsentPath[];
  /** Run after all files, links and removals of the role; one failure restores all of them. */
  readonly validations: readonly Validation[];
  readonly units: readonly DesiredUnit[];
  /** Run once, after files and units, if an item that notifies them changed. */
  readonly handlers: readonly Handler[];
  /** Guarded commands that need the units, e.g. the database grant. */
  readonly commands: readonly GuardedCommand[];
}

export interface DesiredDirectory {
  readonly path: string;
  /** Four octal digits, e.g. `0755`. */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}

export interface DesiredFile extends DesiredDirectory {
  readonly content: Template;
  /** Shell command that checks the new file before it replaces the old one; `{}` is its path. Non-zero keeps the old one. */
  readonly validate?: string;
  /** Names of handlers of the same role. */
  readonly notify?: readonly string[];
}

export interface DesiredLink {
  readonly path: string;
  readonly target: string;
  readonly notify?: readonly string[];
}

export interface AbsentPath {
  readonly path: string;
  readonly notify?: readonly string[];
}

export interface Validation {
  readonly name: string;
  /** Shell command; non-zero fails. */
  readonly command: string;
}

export interface DesiredUnit {
  /** e.g. `nginx.service`. */
  readonly name: string;
  readonly enabled: boolean;
  readonly active: boolean;
}

export interface Handler {
  readonly name: string;
  /** Shell command, e.g. `systemctl reload nginx.service`. */
  readonly command: string;
  /** The unit that it restarts. The handler is skipped if this apply has started the unit: it has read its new files. */
  readonly restarts?: string;
  /** What a person should expect, for the plan; absent if it interrupts nothing. */
  readonly interrupts?: string;
}

/** A command, and a check for whether it is needed. Both are POSIX shell and run as root. */
export interface GuardedCommand {
  readonly name: string;
  /** What a person reads in the plan, e.g. `grant wordpress.* to wordpress@10.8.%`. */
  readonly summary: string;
  /** Exit 0: already done. It holds no secret, because the host's manifest keeps it for later observations. */
  readonly check: string;
  /** May hold secrets. It travels on standard input, never as an argument. */
  readonly run: Template;
  readonly notify?: readonly string[];
}

/** Generations of secrets that work on a host now, newest first; more than one while they rotate. */
export interface Accepted {
  /** Deploy and plan keys that open it. */
  readonly keys: readonly number[];
  /** Of the passwords that its servers accept, by label. */
  readonly passwords: Readonly<Record<string, readonly number[]>>;
}

/** What a role may look at: the declaration, the host, and the facts of all hosts that answered. */
export interface RoleContext {
  readonly declaration: Declaration;
  readonly host: HostDeclaration;
  readonly facts: Readonly<Record<string, Facts | undefined>>;
  /** Names of the hosts that exist and do not answer: off or unreachable. */
  readonly away: ReadonlySet<string>;
  readonly accepted: Accepted;
  /** MiB of memory of a host, by name. */
  readonly memoryOf: (host: string) => number;
  /** Public IPv4 of a host by name: the address, or a template where it is not known yet. */
  readonly addressOf: (host: string) => Template;
  /** Ports of all roles that no host opens beyond the VPN. */
  readonly vpnOnly: readonly { readonly port: number; readonly protocol: 'tcp' | 'udp' }[];
}

/** A role that needs nothing. */
export const emptyRole = (role: RoleName): RoleDesired => ({
  role,
  packages: [],
  directories: [],
  prepare: [],
  files: [],
  links: [],
  absent: [],
  validations: [],
  units: [],
  handlers: [],
  commands: [],
});
