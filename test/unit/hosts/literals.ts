import { diffHost } from '../../../actions/src/hosts/diff/diff-host.ts';
import type { Facts, RoleManifest } from '../../../actions/src/hosts/model/facts.ts';
import { commandHash, emptyEntry } from '../../../actions/src/hosts/model/manifest.ts';
import {
  type DesiredFile,
  emptyRole,
  type GuardedCommand,
  type RoleDesired,
} from '../../../actions/src/hosts/model/role.ts';
import type { HostChange } from '../../../actions/src/hosts/model/steps.ts';
import { secret } from '../../../actions/src/lib/template.ts';

export const OWNED = { mode: '0644', owner: 'root', group: 'root' };
export const FILE = '/etc/a.conf';

export const facts = (web: Partial<RoleManifest> | null, found: Partial<Facts> = {}): Facts => ({
  host: 'host-01',
  cloudInit: 'done',
  os: 'Debian GNU/Linux 13 (trixie)',
  memoryMiB: 961,
  disk: { freeMiB: 20_000, totalMiB: 24_000 },
  clock: 1_800_000_000,
  packages: [],
  files: {},
  directories: {},
  links: {},
  present: [],
  units: {},
  commands: {},
  vpnFingerprint: null,
  certificate: null,
  manifest: web === null ? null : { version: 1, roles: { web: { ...emptyEntry, ...web } } },
  ...found,
});

export const web = (role: Partial<RoleDesired>): RoleDesired => ({ ...emptyRole('web'), ...role });
export const file = (content: string, more: Partial<DesiredFile> = {}): DesiredFile => ({
  path: FILE,
  content,
  ...OWNED,
  ...more,
});
export const changes = (role: Partial<RoleDesired>, seen: Facts): readonly HostChange[] =>
  diffHost('host-01', [web(role)], seen).flatMap((differing) => differing.changes);

export const COMMAND: GuardedCommand = {
  name: 'grant',
  summary: 'grant',
  check: 'is granted',
  run: `grant ${secret('p')}`,
};
export const APPLIED = { grant: { check: COMMAND.check, template: commandHash(COMMAND.check, COMMAND.run) } };
export const PASSES = { commands: { 'web/grant': true } };
export const FAILS = { commands: { 'web/grant': false } };
/** As on a host that is too busy to answer. */
export const UNENDED = { commands: { 'web/grant': null } };
export const DIRECTORY = { path: '/srv/a', ...OWNED };
export const UNIT = { name: 'nginx.service', enabled: true, active: true };
export const unit = (enabled: boolean, active: boolean) => ({ units: { [UNIT.name]: { enabled, active } } });
