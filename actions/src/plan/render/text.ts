import picocolors from 'picocolors';
import type { Action, CloudChange } from '../../cloud/change.ts';
import { addressOf } from '../../cloud/resource.ts';
import type { HostChange, RoleChanges } from '../../hosts/model/steps.ts';
import { NEW } from '../diff.ts';
import { type HostPlan, isEmpty, type Plan } from '../plan.ts';
import { warningsOf } from '../warnings.ts';
import { headline } from './headline.ts';
import {
  dangersTitle,
  detailsOf,
  handlerLine,
  hostLine,
  itemName,
  itemsOf,
  RISKS,
  releaseLine,
  rotationLine,
  SIGNS,
} from './lines.ts';
import { stageLines } from './stages.ts';

type Colors = ReturnType<typeof picocolors.createColors>;

/** Renders the plan for a terminal or a log, with a newline at the end. */
export function renderText(plan: Plan, { color }: { readonly color: boolean }): string {
  const colors = picocolors.createColors(color);
  const sections = [
    [`${colors.bold(`Plan for ${plan.cluster}`)} · ${plan.domain}`, headline(plan)],
    bullets(colors.red('This plan cannot be applied'), plan.refusals),
    bullets(colors.red(dangersTitle(plan)), plan.dangers),
    bullets(colors.yellow('Please note'), warningsOf(plan)),
    stageSection(plan, colors),
    cloudSection(plan.cloud, colors),
    hostsSection(plan, colors),
    titled('Rotation', rotationLine(plan.rotation), colors),
    titled('Content', releaseLine(plan), colors),
    bullets(colors.bold('Notes'), plan.notes),
    [colors.dim(`Fingerprint ${plan.fingerprint}`)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const bullets = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  • ${line}`)];

function stageSection(plan: Plan, colors: Colors): string[] {
  const [title, ...steps] = stageLines(plan) ?? [];
  if (title === undefined) return [];
  return [colors.bold(title), ...steps.map((step, index) => `  ${index + 1}. ${step}`)];
}

function cloudSection(changes: readonly CloudChange[], colors: Colors): string[] {
  if (changes.length === 0) return [];
  const width = widest(changes.map(({ subject }) => addressOf(subject)));
  return [colors.bold('DigitalOcean'), ...changes.flatMap((change) => cloudLines(change, width, colors))];
}

/** Why and what stands next to the address of a created or deleted resource; changed fields stand below. */
function cloudLines(change: CloudChange, width: number, colors: Colors): string[] {
  const details = detailsOf(change);
  const first = `  ${sign(change.action, colors)} ${addressOf(change.subject).padEnd(width)}  `;
  const line = (text: string) => `${first}${colors.dim(text)}${riskMark(change, colors)}`.trimEnd();
  if (change.action === 'create')
    return [line([...(change.reason === NEW ? [] : [change.reason]), ...details].join(': '))];
  if (change.action === 'delete') return [line([change.reason, ...details].join(': '))];
  return [line(change.reason), ...details.map((detail) => `      ${detail}`)];
}

/** Harmless changes have no mark. */
const riskMark = ({ risk }: CloudChange, colors: Colors): string =>
  risk === 'none' ? '' : colors.red(`  (${RISKS[risk]})`);

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));

function sign(action: Action, colors: Colors): string {
  const paint = { create: colors.green, update: colors.yellow, replace: colors.red, delete: colors.red }[
    action
  ];
  return paint(SIGNS[action]);
}

function hostsSection(plan: Plan, colors: Colors): string[] {
  if (isEmpty(plan)) return [];
  const width = widest(plan.hosts.map(({ host }) => host));
  return [colors.bold('Hosts'), ...plan.hosts.flatMap((host) => hostLines(host, width, colors))];
}

function hostLines(host: HostPlan, width: number, colors: Colors): string[] {
  const paint = host.kind === 'unreachable' ? colors.red : itemsOf(host) === 0 ? colors.dim : String;
  const title = `  ${host.host.padEnd(width)}  ${paint(hostLine(host))}`;
  return host.kind === 'converge'
    ? [title, ...host.roles.flatMap((role) => roleLines(role, colors))]
    : [title];
}

function roleLines({ changes, handlers }: RoleChanges, colors: Colors): string[] {
  const width = widest(changes.map(itemName));
  return [
    ...changes.flatMap((change) => itemLines(change, width, colors)),
    ...(handlers.length > 0 ? [`    ${colors.dim(`then ${handlers.map(handlerLine).join(', ')}`)}`] : []),
  ];
}

const itemLines = (change: HostChange, width: number, colors: Colors): string[] => [
  `    ${sign(change.action, colors)} ${itemName(change).padEnd(width)}  ${colors.dim(change.reason)}`,
  ...diffLines(change.diff, colors).map((line) => `        ${line}`),
];

/** Replaces control characters: a file's content must not move the reader's cursor. */
const diffLines = (diff: string | undefined, colors: Colors): string[] =>
  (diff ?? '')
    .replace(/\n$/, '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => paintDiff(line.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '�'), colors));

function paintDiff(line: string, colors: Colors): string {
  if (line.startsWith('+')) return colors.green(line);
  if (line.startsWith('-')) return colors.red(line);
  return line.startsWith('@@') ? colors.cyan(line) : line;
}

const titled = (title: string, line: string | undefined, colors: Colors): string[] =>
  line === undefined ? [] : [`${colors.bold(title)}  ${line}`];
