import type { Action, CloudChange, Risk } from '../../cloud/change.ts';
import { KINDS } from '../../cloud/kinds.ts';
import type { Resource } from '../../cloud/resource.ts';
import type { ResourceType } from '../../cloud/specs.ts';
import { FEW, plural, some } from '../../lib/words.ts';
import { confirmStep } from '../consent/permission.ts';
import type { HostPlan, Plan } from '../plan.ts';

export const itemsOf = (host: HostPlan): number =>
  host.kind === 'converge' ? host.roles.reduce((sum, { changes }) => sum + changes.length, 0) : 0;

/** The heading of the dangers. It says how to confirm the plan, unless the plan is refused. */
export const dangersTitle = (plan: Plan): string =>
  plan.refusals.length > 0
    ? 'This plan is also dangerous'
    : `This plan needs your confirmation. To confirm it, ${confirmStep(plan)}. Reasons`;

/** The details of a change: a summary of what is created or deleted, or the old and new value of each field. */
export function detailsOf({ desired, observed, fields }: CloudChange): string[] {
  if (fields.length > 0) return fields.map(({ label, before, after }) => `${label}: ${before} → ${after}`);
  const resource = desired ?? observed;
  return resource ? summaryOf(resource) : [];
}

const summaryOf = <T extends ResourceType>({ type, spec }: Resource<T>): string[] =>
  [KINDS[type].summary(spec)].filter((line) => line !== '');

/** Distinguishes a host that does not answer from one that answers but cannot be identified. */
export const awayWords = ({ lacks }: { readonly lacks?: unknown }): string =>
  lacks === undefined ? 'did not answer' : 'answered but could not be identified';

/** One line about a host. */
export function hostLine(host: HostPlan): string {
  switch (host.kind) {
    case 'unreachable':
      return `${awayWords(host)}: ${host.reason}`;
    case 'after-create':
      return `will be set up: ${host.roles.join(', ')}`;
    case 'converge':
      return itemsOf(host) === 0 ? 'nothing to do' : plural(itemsOf(host), 'item');
  }
}

/** A handler as the plan announces it. */
export const handlerLine = ({
  name,
  interrupts,
}: {
  readonly name: string;
  readonly interrupts?: string;
}): string => (interrupts === undefined ? name : `${name} (${interrupts})`);

/** `web/file/etc/nginx/nginx.conf`: the item without its host, which the heading names. */
export const itemName = ({ address, host }: { readonly address: string; readonly host: string }): string =>
  address.startsWith(`${host}/`) ? address.slice(host.length + 1) : address;

/** `undefined` if the content does not change. */
export function releaseLine({ release }: Plan): string | undefined {
  if (!release) return undefined;
  const { before, after } = release;
  const what = before === undefined ? `first release ${after}` : `release ${before} → ${after}`;
  return `${what}; the content sync that follows switches all web hosts at once`;
}

/** `undefined` if the rotation does not change. */
export function rotationLine({ before, after }: Plan['rotation']): string | undefined {
  const enter = after.filter((name) => !before.includes(name));
  const leave = before.filter((name) => !after.includes(name));
  if (enter.length + leave.length === 0) return undefined;
  if (Math.max(before.length, after.length) > FEW)
    return longRotation(before.length, after.length, enter, leave);
  const [from, to] = [before, after].map((names) => (names.length === 0 ? 'none' : names.join(', ')));
  return `${from} → ${to}`;
}

const longRotation = (
  before: number,
  after: number,
  enter: readonly string[],
  leave: readonly string[],
): string =>
  [
    `${plural(before, 'host')} → ${plural(after, 'host')}`,
    ...(enter.length > 0 ? [`added: ${some(enter)}`] : []),
    ...(leave.length > 0 ? [`removed: ${some(leave)}`] : []),
  ].join(' · ');

/** One sign for each action, as in other plans. */
export const SIGNS: Record<Action, string> = { create: '+', update: '~', replace: '±', delete: '-' };

/** Each risk as people read it. */
export const RISKS: Record<Risk, string> = {
  none: 'harmless',
  restart: 'restarts services',
  'takes-away': 'destructive',
  data: 'puts data at risk',
};
