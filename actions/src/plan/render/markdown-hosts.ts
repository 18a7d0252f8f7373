import type { HostChange, RoleChanges } from '../../hosts/model/steps.ts';
import { listed, some } from '../../lib/words.ts';
import type { HostPlan } from '../plan.ts';
import { type Alike, alike } from './alike.ts';
import { handlerLine, hostLine, itemName } from './lines.ts';
import type { Detail } from './markdown-detail.ts';
import { block, code, fold, plain, row } from './markdown-escape.ts';
import { about, type Subject } from './subjects.ts';
import { SIGNS } from './words.ts';

const PREFIXES: Record<Subject, string> = {
  host: '',
  content: 'Content of ',
  certificate: 'Certificate of ',
};

/** What changes on hosts, of one subject: hosts to which the very same happens are told once. */
export function hostsSection(subject: Subject, hosts: readonly HostPlan[], detail: Detail): string[] {
  const groups = alike(about(subject, hosts));
  const told = groups.slice(0, detail.lines).map((group) => groupSection(PREFIXES[subject], group, detail));
  return groups.length > told.length ? [...told, `… and ${groups.length - told.length} more`] : told;
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

/** Where the heading could not hold them. */
const everyName = (names: readonly string[]): string =>
  some(names) === listed(names) ? '' : fold(`All ${names.length} hosts`, names.map(plain).join(', '));

const itemRow = (change: HostChange): string =>
  row(SIGNS[change.action], code(itemName(change)), plain(change.reason));

const handlers = ({ role, handlers }: RoleChanges): string =>
  handlers.length === 0 ? '' : `Then, for ${role}: ${handlers.map(handlerLine).map(plain).join(', ')}`;

const diff = (change: HostChange): string =>
  change.diff === undefined ? '' : fold(itemName(change), block('diff', change.diff));
