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
  type Difference,
  INTERRUPTED,
  NEW,
  ownership,
  REMOVED,
  rotated,
  type Seen,
} from './reasons.ts';

/** Every item of a role that differs, in the order in which they are applied. */
export function differences(role: RoleDesired, seen: Seen): HostChange[] {
  return [
    ...packages(role.packages, seen),
    ...role.directories.map((item) => directory(item, seen)),
    ...role.prepare.map((item) => command('prepare', item, role.role, seen)),
    ...role.files.map((item) => fileDifference(item, seen)),
    ...role.links.map((item) => link(item, seen)),
    ...role.absent.map((item) => absent(item, seen)),
    ...role.units.map((item) => unit(item, seen)),
    ...role.commands.map((item) => command('command', item, role.role, seen)),
  ].flatMap((difference) => change(role, seen, difference));
}

function change({ role }: RoleDesired, { host, was }: Seen, difference: Difference): HostChange[] {
  const { name, action, reasons, diff, notify = [], step } = difference;
  const address = `${host}/${role}/${name}`;
  // Its effects, such as a handler's, may be missing although the item itself is as wanted.
  const interrupted = was.unfinished?.includes(address) ?? false;
  if (reasons.length === 0 && !interrupted) return [];
  const reason = interrupted ? INTERRUPTED : reasons.join(', ');
  return [{ address, host, role, action, reason, ...(diff === undefined ? {} : { diff }), notify, step }];
}

/** One step for all, since apt takes as long for one package as for ten. */
function packages(names: readonly string[], { was, facts }: Seen): Difference[] {
  if (names.length === 0) return [];
  const installed = new Set(facts.packages);
  const missing = names.filter((name) => !installed.has(name));
  const reason = missing.every((name) => was.packages.includes(name)) ? REMOVED : NEW;
  const step = { kind: 'packages', names: missing.length > 0 ? missing : names } as const;
  return [{ name: 'packages', action: 'create', reasons: missing.length > 0 ? [reason] : [], step }];
}

function directory(wanted: DesiredDirectory, { was, facts }: Seen): Difference {
  const item = { name: `directory${wanted.path}`, step: { kind: 'directory', directory: wanted } } as const;
  if (!was.directories.includes(wanted.path)) return { ...item, action: 'create', reasons: [NEW] };
  const found = facts.directories[wanted.path];
  if (!found) return { ...item, action: 'create', reasons: [REMOVED] };
  return { ...item, action: 'update', reasons: ownership(found, wanted) };
}

function link(wanted: DesiredLink, { was, facts }: Seen): Difference {
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

function absent({ path, notify }: AbsentPath, { was, facts }: Seen): Difference {
  const item = { name: `absent${path}`, action: 'delete', notify, step: { kind: 'absent', path } } as const;
  if (!was.absent.includes(path)) return { ...item, reasons: ['must not be there'] };
  return { ...item, reasons: facts.present.includes(path) ? ['is there again'] : [] };
}

function unit(wanted: DesiredUnit, { was, facts }: Seen): Difference {
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

function command(kind: 'prepare' | 'command', wanted: GuardedCommand, role: string, seen: Seen): Difference {
  const { name, notify } = wanted;
  const item = { name: `command/${name}`, notify, step: { kind, command: wanted } } as const;
  const applied = seen.was.commands[name];
  if (!applied) return { ...item, action: 'create', reasons: [NEW] };
  const declared = applied.template !== commandHash(wanted.check, wanted.run);
  const passes = seen.facts.commands[`${role}/${name}`] === true;
  const rotation = declared ? rotated(applied.generations ?? [], generationsIn(wanted.run)) : [];
  const why = rotation.length > 0 ? rotation : declared ? [DECLARED] : [];
  const reasons = [...why, ...(passes ? [] : ['its check fails'])];
  return { ...item, action: 'update', reasons };
}
