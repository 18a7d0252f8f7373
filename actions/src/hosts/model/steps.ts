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
 * What to do on one host, decided. `hosts/diff/diff-host.ts` makes it from desired roles and facts; `hosts/converge/converge-host.ts` fills
 * the templates and streams it to `remote/converge/`, which decides nothing.
 */
export type Step =
  | { readonly kind: 'packages'; readonly names: readonly string[] }
  | { readonly kind: 'directory'; readonly directory: DesiredDirectory }
  | { readonly kind: 'prepare' | 'command'; readonly command: GuardedCommand }
  | { readonly kind: 'file'; readonly file: DesiredFile }
  | { readonly kind: 'link'; readonly link: DesiredLink }
  | { readonly kind: 'absent'; readonly path: string }
  | { readonly kind: 'unit'; readonly unit: DesiredUnit }
  /** To be made to serve a release as it is; apply brings it by rsync. */
  | { readonly kind: 'content'; readonly release: string }
  /** No longer wanted: taken out of the manifest, and a file or link also from the disk. */
  | {
      readonly kind: 'forget';
      readonly item: 'file' | 'link' | 'absent' | 'directory' | 'unit' | 'package' | 'command';
      readonly name: string;
    };

/** One difference on a host, as the plan shows it and converge does it. */
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
  /** Handlers this change sets off, by name, of its role. */
  readonly notify: readonly string[];
  readonly step: Step;
}

/** All a host needs for one role, or of its content: only what differs, with what surrounds it. */
export interface RoleChanges {
  readonly role: RoleName | 'content';
  readonly changes: readonly HostChange[];
  /** Those notified by `changes`, in the role's order. */
  readonly handlers: readonly Handler[];
  /** Empty when no file, link or removal is among the changes. */
  readonly validations: readonly Validation[];
}
