import type { CloudChange } from '../../cloud/change.ts';
import { KINDS } from '../../cloud/kinds.ts';
import type { Resource, ResourceType } from '../../cloud/resource.ts';
import { plural } from '../../lib/words.ts';
import { confirmStep } from '../consent/confirm-step.ts';
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
