import type { HostChange, RoleChanges } from '../hosts/steps.ts';
import { block, code, html, plain } from './markdown-escape.ts';
import type { CloudChange, HostPlan, Plan } from './plan.ts';
import { warningsOf } from './warnings.ts';
import {
  detailsOf,
  handlerLine,
  headline,
  hostLine,
  itemName,
  itemsOf,
  RISKS,
  rotationLine,
  SIGNS,
} from './words.ts';

/** GitHub refuses comments of more than 65,536 characters; the rest is for what surrounds the plan. */
const LONGEST = 60_000;

/** The plan as a pull request's comment or a job's summary. Where it grows too long, file diffs are left out. */
export function renderMarkdown(plan: Plan): string {
  const whole = render(plan, true);
  return whole.length <= LONGEST ? whole : render(plan, false);
}

const render = (plan: Plan, withDiffs: boolean): string =>
  [
    `### Plan for ${plain(plan.cluster)} · ${plain(plan.domain)}`,
    `**${plain(headline(plan))}**`,
    alert('CAUTION', 'This plan will not be applied:', plan.refusals),
    alert('WARNING', `Needs a person's confirmation of ${code(plan.fingerprint)}:`, plan.dangers),
    alert('IMPORTANT', 'Mind:', warningsOf(plan)),
    cloudTable(plan.cloud),
    rotation(plan),
    ...plan.hosts.map((host) => hostSection(host, withDiffs)),
    withDiffs
      ? ''
      : '_The file diffs are left out: together they are too long for a comment. The log has them._',
    notes(plan.notes),
    `<sub>Fingerprint ${code(plan.fingerprint)}</sub>`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');

/** One of GitHub's alert boxes. */
const alert = (kind: string, title: string, lines: readonly string[]): string =>
  lines.length === 0
    ? ''
    : [`> [!${kind}]`, `> ${title}`, ...lines.map((line) => `> - ${plain(line)}`)].join('\n');

const cloudTable = (changes: readonly CloudChange[]): string =>
  changes.length === 0
    ? ''
    : [
        '#### DigitalOcean',
        '',
        '| | Resource | Why | What | Risk |',
        '|:-:|---|---|---|---|',
        ...changes.map(cloudRow),
      ].join('\n');

const cloudRow = (change: CloudChange): string =>
  row(
    SIGNS[change.action],
    code(change.address),
    plain(change.reason),
    detailsOf(change).map(plain).join('<br>'),
    RISKS[change.risk],
  );

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function rotation(plan: Plan): string {
  const line = rotationLine(plan.rotation);
  return line === undefined ? '' : `**Rotation of ${plain(plan.domain)}:** ${plain(line)}`;
}

function hostSection(host: HostPlan, withDiffs: boolean): string {
  if (host.kind !== 'converge') return `**${plain(host.host)}** · ${plain(hostLine(host))}`;
  if (itemsOf(host) === 0) return '';
  return [
    `#### ${plain(host.host)} · ${hostLine(host)}`,
    ['| | Item | Why |', '|:-:|---|---|', ...host.roles.flatMap(({ changes }) => changes.map(hostRow))].join(
      '\n',
    ),
    ...host.roles.map(handlers),
    ...(withDiffs ? host.roles.flatMap(({ changes }) => changes.map(diff)) : []),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const hostRow = (change: HostChange): string =>
  row(SIGNS[change.action], code(itemName(change)), plain(change.reason));

const handlers = ({ role, handlers }: RoleChanges): string =>
  handlers.length === 0 ? '' : `Then, for ${role}: ${handlers.map(handlerLine).map(plain).join(', ')}`;

const diff = (change: HostChange): string =>
  change.diff === undefined
    ? ''
    : `<details><summary>${html(itemName(change))}</summary>\n\n${block('diff', change.diff)}\n\n</details>`;

const notes = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : ['**Worth knowing**', '', ...lines.map((line) => `- ${plain(line)}`)].join('\n');
