import { isOf } from '../cloud/is-of.ts';
import type { Desired } from '../cloud/resource.ts';
import { redact } from '../hosts/template.ts';
import { type Action, type CloudChange, type HostPlan, isEmpty, type Plan } from './plan.ts';

/** The words both renderers share. */
export const SIGNS: Record<Action, string> = { create: '+', update: '~', replace: '±', delete: '-' };

/** E.g. `3 to add, 1 to change, nothing to destroy · 4 items on 2 hosts · +$6.00/month, $30.00 in all` */
export function headline(plan: Plan): string {
  if (isEmpty(plan)) return `Nothing to change · ${money(plan.cost.after)}/month`;
  return [cloudCount(plan), hostCount(plan), costLine(plan.cost)].filter((part) => part !== '').join(' · ');
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

/** What a person must not overlook. */
export const warningsOf = ({ hosts, cloud }: Plan): string[] => [
  ...primaryWarning(hosts[0]),
  ...cloud.flatMap((change) => warningOf(change) ?? []),
];

function primaryWarning(primary: HostPlan | undefined): string[] {
  if (primary?.kind !== 'unreachable') return [];
  return [
    `${primary.host}, the primary, did not answer: nothing is done to it. The web hosts serve cached pages meanwhile, ` +
      'and are planned by what they were last told of it.',
  ];
}

/** Undefined for harmless changes. */
function warningOf({ action, address, risk }: CloudChange): string | undefined {
  const name = address.replace(/^droplet\//, '');
  switch (risk) {
    case 'data':
      return `${name} is a primary: the database and the uploads on its disk go with it.`;
    case 'takes-away':
      return action === 'replace'
        ? `${name} is made anew and the old droplet destroyed, with all that is only on its disk.`
        : `${name} is destroyed, with all that is only on its disk.`;
    case 'restart':
      return `${name} is shut down, resized and started again: it is away for some minutes.`;
    case 'none':
      return undefined;
  }
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

/** `undefined` where the rotation stays. */
export function rotationLine({ before, after }: Plan['rotation']): string | undefined {
  const [from, to] = [before, after].map((names) => (names.length === 0 ? 'nobody' : names.join(', ')));
  return from === to ? undefined : `${from} → ${to}`;
}

/** `host-01/web/file/etc/nginx/nginx.conf` without what the heading over it says already. */
export const itemName = ({ address, host }: { readonly address: string; readonly host: string }): string =>
  address.startsWith(`${host}/`) ? address.slice(host.length + 1) : address;
