import type { HostChange, RoleChanges } from '../../hosts/model/steps.ts';
import { listed, some } from '../../lib/words.ts';
import type { HostPlan } from '../plan.ts';
import { handlerLine, hostLine, itemName, SIGNS } from './lines.ts';
import type { Detail } from './markdown-detail.ts';
import { block, code, fold, plain, row } from './markdown-escape.ts';

const PREFIXES: Record<Subject, string> = {
  host: '',
  content: 'Content of ',
  certificate: 'Certificate of ',
};

/** The changes on hosts about one subject. Hosts with identical changes share one section. */
export function hostsSection(subject: Subject, hosts: readonly HostPlan[], detail: Detail): string[] {
  const groups = groupAlike(partsAbout(subject, hosts));
  const sections = groups
    .slice(0, detail.lines)
    .map((group) => groupSection(PREFIXES[subject], group, detail));
  return groups.length > sections.length
    ? [...sections, `… and ${groups.length - sections.length} more`]
    : sections;
}

const groupSection = (prefix: string, group: Alike, detail: Detail): string =>
  group.plan.kind === 'converge' && detail.rows === 'all'
    ? changes(prefix, group, group.plan.roles, detail)
    : `**${prefix}${plain(some(group.names))}** · ${plain(clipped(hostLine(group.plan), detail))}`;

const clipped = (line: string, { width }: Detail): string =>
  line.length > width ? `${line.slice(0, width)}…` : line;

const changes = (
  prefix: string,
  { names, plan }: Alike,
  roles: readonly RoleChanges[],
  { diffs }: Detail,
): string =>
  [
    `#### ${prefix}${plain(some(names))} · ${hostLine(plan)}${names.length > 1 ? ' each' : ''}`,
    ['| | Item | Why |', '|:-:|---|---|', ...roles.flatMap((role) => role.changes.map(itemRow))].join('\n'),
    ...roles.map(handlers),
    diffs ? everyName(names) : '',
    ...(diffs ? roles.flatMap((role) => role.changes.map(diff)) : []),
  ]
    .filter((part) => part !== '')
    .join('\n\n');

/** The hosts that the heading could not name. */
const everyName = (names: readonly string[]): string =>
  some(names) === listed(names) ? '' : fold(`All ${names.length} hosts`, names.map(plain).join(', '));

const itemRow = (change: HostChange): string =>
  row(SIGNS[change.action], code(itemName(change)), plain(change.reason));

const handlers = ({ role, handlers }: RoleChanges): string =>
  handlers.length === 0 ? '' : `Then, for ${role}: ${handlers.map(handlerLine).map(plain).join(', ')}`;

const diff = (change: HostChange): string =>
  change.diff === undefined ? '' : fold(itemName(change), block('diff', change.diff));

/** Hosts whose plans differ only in their names. */
interface Alike {
  readonly names: readonly string[];
  /** The plan of the group's first host. */
  readonly plan: HostPlan;
}

/** Groups hosts with the same rendered text, in the order of each group's first host. */
function groupAlike(hosts: readonly HostPlan[]): Alike[] {
  const groups = new Map<string, Alike>();
  for (const plan of hosts) {
    const key = essence(plan);
    const group = groups.get(key);
    groups.set(key, { plan: group?.plan ?? plan, names: [...(group?.names ?? []), plan.host] });
  }
  return [...groups.values()];
}

function essence(plan: HostPlan): string {
  if (plan.kind === 'unreachable') return JSON.stringify([plan.kind, plan.reason]);
  if (plan.kind === 'after-create') return JSON.stringify([plan.kind, plan.roles]);
  return JSON.stringify(
    plan.roles.map(({ role, changes, handlers }) => [
      role,
      changes.map((change) => [itemName(change), change.action, change.reason, change.diff]),
      handlers.map(handlerLine),
    ]),
  );
}

/** The subject of a change on a host: the host itself, the content that it serves, or its certificate. */
export type Subject = 'host' | 'content' | 'certificate';

/** The download of WordPress counts as content. Anything with `certificate` in its address counts as certificate. */
const subjectOf = ({ role, address }: HostChange): Subject => {
  if (role === 'content' || address.endsWith('/wordpress/command/core')) return 'content';
  return /certificate/.test(address) ? 'certificate' : 'host';
};

/** The parts of the plans that concern the subject, with the handlers that they notify. */
export const partsAbout = (subject: Subject, hosts: readonly HostPlan[]): HostPlan[] =>
  hosts.flatMap((host): HostPlan[] => {
    if (host.kind !== 'converge') return subject === 'host' ? [host] : [];
    const roles = host.roles.flatMap((role) => partOf(role, subject));
    return roles.length > 0 ? [{ ...host, roles }] : [];
  });

function partOf(role: RoleChanges, subject: Subject): RoleChanges[] {
  const changes = role.changes.filter((change) => subjectOf(change) === subject);
  if (changes.length === 0) return [];
  const notified = new Set(changes.flatMap(({ notify }) => notify));
  return [{ ...role, changes, handlers: role.handlers.filter(({ name }) => notified.has(name)) }];
}
