import type {
  DesiredDirectory,
  DesiredFile,
  DesiredLink,
  DesiredUnit,
  GuardedCommand,
  Handler,
  RoleName,
  Validation,
} from './role.ts';

/**
 * One step on one host. `hosts/diff/diff-host.ts` decides it from desired roles and facts; `hosts/converge/converge-host.ts` fills
 * the templates and sends it to `remote/converge/`, which decides nothing.
 */
export type Step =
  | { readonly kind: 'packages'; readonly names: readonly string[] }
  | { readonly kind: 'directory'; readonly directory: DesiredDirectory }
  | { readonly kind: 'prepare' | 'command'; readonly command: GuardedCommand }
  | { readonly kind: 'file'; readonly file: DesiredFile }
  | { readonly kind: 'link'; readonly link: DesiredLink }
  | { readonly kind: 'absent'; readonly path: string }
  | { readonly kind: 'unit'; readonly unit: DesiredUnit }
  /** Makes the host serve a release as it was sent; apply copies it by rsync. */
  | { readonly kind: 'content'; readonly release: string }
  /** No longer declared: removes it from the manifest, and a file or link also from the disk. */
  | {
      readonly kind: 'forget';
      readonly item: 'file' | 'link' | 'absent' | 'directory' | 'unit' | 'package' | 'command';
      readonly name: string;
    };

/** One difference on a host, as the plan shows it and converge applies it. */
export interface HostChange {
  /** `host-01/web/file/etc/nginx/nginx.conf` */
  readonly address: string;
  readonly host: string;
  readonly role: RoleName | 'content';
  readonly action: 'create' | 'update' | 'delete';
  /** e.g. `was changed on the host by hand`, `the declaration changed`, `is stopped`. */
  readonly reason: string;
  /** Unified diff, secrets redacted; for files only. */
  readonly diff?: string;
  /** Names of the handlers of its role that this change notifies. */
  readonly notify: readonly string[];
  readonly step: Step;
}

/** The differences of one role on a host, or of its content, with the handlers and validations they need. */
export interface RoleChanges {
  readonly role: RoleName | 'content';
  readonly changes: readonly HostChange[];
  /** The handlers that `changes` notify, in the role's order. */
  readonly handlers: readonly Handler[];
  /** Empty if no file, link or removal is among the changes. */
  readonly validations: readonly Validation[];
}
