import { isOf } from '../cloud/is-of.ts';
import type { Desired } from '../cloud/resource.ts';
import { redact } from '../hosts/template.ts';
import { interruptionsOf } from './interruptions.ts';
import { type Action, type CloudChange, type HostPlan, isEmpty, type Plan, type Risk } from './plan.ts';

/** The words both renderers share. */
export const SIGNS: Record<Action, string> = { create: '+', update: '~', replace: '±', delete: '-' };

/** E.g. `3 to add, 1 to change, nothing to destroy · 4 items on 2 hosts · +$6.00/month, $30.00 in all` */
export function headline(plan: Plan): string {
  if (isEmpty(plan)) return `Nothing to change · ${money(plan.cost.after)}/month`;
  return [cloudCount(plan), hostCount(plan), costLine(plan.cost), RISKS[worstOf(plan)]]
    .filter((part) => part !== '')
    .join(' · ');
}

/** What each class of risk is called. */
export const RISKS: Record<Risk, string> = {
  none: 'harmless',
  restart: 'restarts something',
  'takes-away': 'takes something away',
  data: 'puts data at risk',
};

const WORST_FIRST: readonly Risk[] = ['data', 'takes-away', 'restart', 'none'];

function worstOf({ cloud, hosts }: Plan): Risk {
  const restarts = hosts.some((host) => interruptionsOf(host).length > 0);
  return (
    WORST_FIRST.find(
      (worst) => cloud.some(({ risk }) => risk === worst) || (worst === 'restart' && restarts),
    ) ?? 'none'
  );
}

function cloudCount({ cloud }: Plan): string {
  if (cloud.length === 0) return 'nothing to change on DigitalOcean';
  const count = (action: Action) => cloud.filter((change) => change.action === action).length;
  const parts = [
    [count('create'), 'to add'],
    [count('update'), 'to change'],
    [count('replace'), 'to replace'],
  ] as const;
  const counted = parts.filter(([number]) => number > 0).map(([number, verb]) => `${number} ${verb}`);
  const gone = count('delete') || (count('replace') === 0 && 'nothing');
  return [...counted, ...(gone === false ? [] : [`${gone} to destroy`])].join(', ');
}

function hostCount({ hosts }: Plan): string {
  const items = hosts.map(itemsOf);
  const busy = items.filter((number) => number > 0).length;
  const fresh = hosts.filter(({ kind }) => kind === 'after-create').length;
  const away = hosts.filter(({ kind }) => kind === 'unreachable').length;
  const total = items.reduce((sum, number) => sum + number, 0);
  return [
    ...(busy > 0 ? [`${plural(total, 'item')} on ${plural(busy, 'host')}`] : []),
    ...(fresh > 0 ? [`${plural(fresh, 'host')} to set up`] : []),
    ...(away > 0 ? [`${plural(away, 'host')} not reached`] : []),
  ].join(', ');
}

export const itemsOf = (host: HostPlan): number =>
  host.kind === 'converge' ? host.roles.reduce((sum, { changes }) => sum + changes.length, 0) : 0;

/** What stands over the dangers. A refused plan is not to be confirmed, so it names no way to. */
export const dangersTitle = ({ refusals, fingerprint }: Plan): string =>
  refusals.length > 0 ? 'Besides, it is dangerous' : `Only applied with confirm = ${fingerprint}, since`;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** Whether it is the droplet of a primary, whichever cluster's. */
export const isPrimary = (resource: CloudChange['observed']): boolean =>
  isOf('droplet', resource) && resource.spec.tags.some((tag) => /^cluster:[^:]+:primary$/.test(tag));

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function costLine({ before, after }: Plan['cost']): string {
  const difference = after - before;
  if (difference === 0) return `${money(after)}/month, as before`;
  return `${difference > 0 ? '+' : '-'}${money(Math.abs(difference))}/month, ${money(after)} in all`;
}

const money = (dollars: number): string => `$${dollars.toFixed(2)}`;

/** What a change is about, beyond its reason: what will be, what will be gone, or how each field moves. */
export function detailsOf({ desired, observed, fields }: CloudChange): string[] {
  if (fields.length > 0) return fields.map(({ field, before, after }) => `${field}: ${before} → ${after}`);
  const resource = desired ?? observed;
  return resource ? summaryOf(resource) : [];
}

function summaryOf(resource: Desired): string[] {
  if (isOf('droplet', resource)) {
    const { size, region, image } = resource.spec;
    return [`${size} in ${region}, from ${image}`];
  }
  if (isOf('record', resource)) return [`${redact(resource.spec.value)}, ttl ${resource.spec.ttl} s`];
  if (isOf('firewall', resource)) return [`${plural(resource.spec.inbound.length, 'inbound rule')}`];
  return [];
}

/** One line on a host. */
export function hostLine(host: HostPlan): string {
  switch (host.kind) {
    case 'unreachable':
      return `did not answer: ${host.reason}`;
    case 'after-create':
      return `once it is there: ${host.roles.join(', ')}`;
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

/** More names than these are told by number. */
const FEW = 6;

/** `a, b and c`, or of many `a, b, c and 197 more`. */
export const some = (names: readonly string[]): string =>
  names.length <= FEW ? listed(names) : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;

/** `undefined` where the rotation stays. */
export function rotationLine({ before, after }: Plan['rotation']): string | undefined {
  const enter = after.filter((name) => !before.includes(name));
  const leave = before.filter((name) => !after.includes(name));
  if (enter.length + leave.length === 0) return undefined;
  if (Math.max(before.length, after.length) > FEW)
    return longRotation(before.length, after.length, enter, leave);
  const [from, to] = [before, after].map((names) => (names.length === 0 ? 'nobody' : names.join(', ')));
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
    ...(enter.length > 0 ? [`in: ${some(enter)}`] : []),
    ...(leave.length > 0 ? [`out: ${some(leave)}`] : []),
  ].join(' · ');

/** `host-01/web/file/etc/nginx/nginx.conf` without what the heading over it says already. */
export const itemName = ({ address, host }: { readonly address: string; readonly host: string }): string =>
  address.startsWith(`${host}/`) ? address.slice(host.length + 1) : address;
