import type { Action, CloudChange, Risk } from '../../cloud/change.ts';
import { KINDS } from '../../cloud/kinds.ts';
import type { Resource } from '../../cloud/resource.ts';
import type { ResourceType } from '../../cloud/specs.ts';
import { FEW, plural, some } from '../../lib/words.ts';
import { confirmStep } from '../consent/permission.ts';
import type { HostPlan, Plan } from '../plan.ts';

export const itemsOf = (host: HostPlan): number =>
  host.kind === 'converge' ? host.roles.reduce((sum, { changes }) => sum + changes.length, 0) : 0;

/** The heading of the dangers. A refused plan cannot be confirmed, so its heading does not say how. */
export const dangersTitle = (plan: Plan): string =>
  plan.refusals.length > 0
    ? 'This plan is also dangerous'
    : `This plan needs your confirmation. To give it, ${confirmStep(plan)}. Reasons`;

/** What a change is about, beyond its reason: what will be, what will be gone, or how each field moves. */
export function detailsOf({ desired, observed, fields }: CloudChange): string[] {
  if (fields.length > 0) return fields.map(({ label, before, after }) => `${label}: ${before} → ${after}`);
  const resource = desired ?? observed;
  return resource ? summaryOf(resource) : [];
}

const summaryOf = <T extends ResourceType>({ type, spec }: Resource<T>): string[] =>
  [KINDS[type].summary(spec)].filter((line) => line !== '');

/** A host that answers and proves nothing is not away. */
export const awayWords = ({ lacks }: { readonly lacks?: unknown }): string =>
  lacks === undefined ? 'did not answer' : 'answered and was not recognised';

/** One line on a host. */
export function hostLine(host: HostPlan): string {
  switch (host.kind) {
    case 'unreachable':
      return `${awayWords(host)}: ${host.reason}`;
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

/** `host-01/web/file/etc/nginx/nginx.conf` without what the heading over it says already. */
export const itemName = ({ address, host }: { readonly address: string; readonly host: string }): string =>
  address.startsWith(`${host}/`) ? address.slice(host.length + 1) : address;

/** `undefined` where the content stays. */
export function releaseLine({ release }: Plan): string | undefined {
  if (!release) return undefined;
  const { before, after } = release;
  const what = before === undefined ? `the first release, ${after}` : `release ${before} → ${after}`;
  return `${what}, live on all web hosts at once by the sync that follows`;
}

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

/** What a person reads of the change of names: what it is, and its steps in their order. */
export function passageLines({ passage, domain }: Plan): readonly [string, ...string[]] | undefined {
  if (!passage) return undefined;
  const { from, leaving, uncertified } = passage;
  const first =
    uncertified.length > 0
      ? [`A certificate that includes ${uncertified.join(', ')} is ordered, and every web host takes it.`]
      : [];
  const gone = [
    `The records of ${leaving.join(', ')} go; when resolvers have forgotten them, the web hosts no longer answer to it.`,
  ];
  if (from.length === 0)
    return leaving.length > 0
      ? [`${leaving.join(', ')} no longer leads to ${domain}`, ...first, ...gone]
      : [
          `More names lead to ${domain}`,
          ...first,
          'Then the web hosts redirect them, and their records are made.',
        ];
  const old = from.join(', ');
  const kept = from.filter((name) => !leaving.includes(name));
  return [
    `The site moves from ${old} to ${domain}`,
    ...first,
    `The web hosts, a few at a time, give the site under ${old} and ${domain} alike, and enter the rotation of ${domain}.`,
    `The web hosts, a few at a time, redirect ${old} to ${domain}; siteurl and home in the database follow.`,
    ...(kept.length > 0
      ? [`${kept.join(', ')} redirects as long as redirect-from lists it; the host names below it go.`]
      : []),
    ...(leaving.length > 0 ? gone : []),
  ];
}

/** The words both renderers share. */
export const SIGNS: Record<Action, string> = { create: '+', update: '~', replace: '±', delete: '-' };

/** What each class of risk is called. */
export const RISKS: Record<Risk, string> = {
  none: 'harmless',
  restart: 'restarts something',
  'takes-away': 'takes something away',
  data: 'puts data at risk',
};
