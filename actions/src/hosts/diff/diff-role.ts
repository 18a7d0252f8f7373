import { generationsIn } from '../../lib/template.ts';
import { commandHash } from '../model/manifest.ts';
import type {
  AbsentPath,
  DesiredDirectory,
  DesiredLink,
  DesiredUnit,
  GuardedCommand,
  RoleDesired,
} from '../model/role.ts';
import type { HostChange } from '../model/steps.ts';
import { fileDifference } from './diff-file.ts';
import {
  DECLARED,
  INTERRUPTED,
  type ItemDiff,
  NEW,
  ownerReasons,
  REMOVED,
  type RoleOnHost,
  rotated,
} from './reasons.ts';

/** The items of a role that differ, in the order in which they are applied. */
export function differences(role: RoleDesired, onHost: RoleOnHost): HostChange[] {
  return [
    ...packages(role.packages, onHost),
    ...role.directories.map((item) => directory(item, onHost)),
    ...role.prepare.map((item) => command('prepare', item, role.role, onHost)),
    ...role.files.map((item) => fileDifference(item, onHost)),
    ...role.links.map((item) => link(item, onHost)),
    ...role.absent.map((item) => absent(item, onHost)),
    ...role.units.map((item) => unit(item, onHost)),
    ...role.commands.map((item) => command('command', item, role.role, onHost)),
  ].flatMap((difference) => change(role, onHost, difference));
}

function change({ role }: RoleDesired, { host, was }: RoleOnHost, difference: ItemDiff): HostChange[] {
  const { name, action, reasons, diff, notify = [], step } = difference;
  const address = `${host}/${role}/${name}`;
  // Its handlers may not have run although the item itself is as wanted.
  const interrupted = was.unfinished?.includes(address) ?? false;
  if (reasons.length === 0 && !interrupted) return [];
  const reason = interrupted ? INTERRUPTED : reasons.join(', ');
  return [{ address, host, role, action, reason, ...(diff === undefined ? {} : { diff }), notify, step }];
}

/** One step for all packages: apt takes as long for one as for ten. */
function packages(names: readonly string[], { was, facts }: RoleOnHost): ItemDiff[] {
  if (names.length === 0) return [];
  const installed = new Set(facts.packages);
  const missing = names.filter((name) => !installed.has(name));
  const reason = missing.every((name) => was.packages.includes(name)) ? REMOVED : NEW;
  const step = { kind: 'packages', names: missing.length > 0 ? missing : names } as const;
  return [{ name: 'packages', action: 'create', reasons: missing.length > 0 ? [reason] : [], step }];
}

function directory(wanted: DesiredDirectory, { was, facts }: RoleOnHost): ItemDiff {
  const item = { name: `directory${wanted.path}`, step: { kind: 'directory', directory: wanted } } as const;
  if (!was.directories.includes(wanted.path)) return { ...item, action: 'create', reasons: [NEW] };
  const found = facts.directories[wanted.path];
  if (!found) return { ...item, action: 'create', reasons: [REMOVED] };
  return { ...item, action: 'update', reasons: ownerReasons(found, wanted) };
}

function link(wanted: DesiredLink, { was, facts }: RoleOnHost): ItemDiff {
  const { path, target, notify } = wanted;
  const item = { name: `link${path}`, notify, step: { kind: 'link', link: wanted } } as const;
  if (!was.links.includes(path)) return { ...item, action: 'create', reasons: [NEW] };
  const found = facts.links[path];
  if (typeof found !== 'string') return { ...item, action: 'create', reasons: [REMOVED] };
  return {
    ...item,
    action: 'update',
    reasons: found === target ? [] : [`points to ${found} instead of ${target}`],
  };
}

function absent({ path, notify }: AbsentPath, { was, facts }: RoleOnHost): ItemDiff {
  const item = { name: `absent${path}`, action: 'delete', notify, step: { kind: 'absent', path } } as const;
  if (!was.absent.includes(path)) return { ...item, reasons: ['must not be there'] };
  return { ...item, reasons: facts.present.includes(path) ? ['is there again'] : [] };
}

function unit(wanted: DesiredUnit, { was, facts }: RoleOnHost): ItemDiff {
  const { name, enabled, active } = wanted;
  const item = { name: `unit/${name}`, step: { kind: 'unit', unit: wanted } } as const;
  if (!was.units.includes(name)) return { ...item, action: 'create', reasons: [NEW] };
  const found = facts.units[name] ?? { enabled: false, active: false };
  const reasons = [
    ...(found.active === active ? [] : [active ? 'is stopped' : 'is running']),
    ...(found.enabled === enabled ? [] : [enabled ? 'is not enabled' : 'is enabled']),
  ];
  return { ...item, action: 'update', reasons };
}

function command(
  kind: 'prepare' | 'command',
  wanted: GuardedCommand,
  role: string,
  onHost: RoleOnHost,
): ItemDiff {
  const { name, notify } = wanted;
  const item = { name: `command/${name}`, notify, step: { kind, command: wanted } } as const;
  const applied = onHost.was.commands[name];
  if (!applied) return { ...item, action: 'create', reasons: [NEW] };
  const declared = applied.template !== commandHash(wanted.check, wanted.run);
  // Null: the check did not end in time, so nothing is known. Health and the notes report it.
  const passes = onHost.facts.commands[`${role}/${name}`];
  const rotation = declared ? rotated(applied.generations ?? [], generationsIn(wanted.run)) : [];
  const why = rotation.length > 0 ? rotation : declared ? [DECLARED] : [];
  const reasons = [...why, ...(passes === true || passes === null ? [] : ['its check fails'])];
  return { ...item, action: 'update', reasons };
}
