import type { CloudChange } from '../../cloud/change.ts';
import type { Declaration } from '../../declaration/declaration.ts';
import { redirectingNames, siteNames } from '../../declaration/site-names.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import { sitesOn } from '../../hosts/roles/wordpress/site.ts';
import { witnessesOf } from '../past.ts';
import type { Plan } from '../plan.ts';
import { resizeOf } from '../waves.ts';
import { hasNoChanges, startsOver } from './host-changes.ts';

/** The result of a request for a page: its title, or the error; undefined if the page could not be requested. */
export type Answer =
  | { readonly title: string }
  /** `isCertificate`: the certificate was rejected. */
  | { readonly wrong: string; readonly isCertificate?: boolean }
  | undefined;

/** A name that a host is asked for, and the status that it must answer with. */
export interface ExpectedName {
  readonly name: string;
  readonly status: number;
}

/** The names that every web host must answer to at this stage of the run. The first serves the site. */
export const expectedNames = (declaration: Declaration): readonly ExpectedName[] => [
  ...siteNames(declaration).map((name) => ({ name, status: 200 })),
  ...redirectingNames(declaration).map((name) => ({ name, status: 301 })),
];

/** The name under which a host was last configured to serve the site; while the site moves, that may be the old one. */
export const configuredName = (declaration: Declaration, facts: Facts | undefined): ExpectedName => ({
  name: sitesOn(facts)?.[0] ?? declaration.domain,
  status: 200,
});

interface Verdict {
  /** Undefined when unknown. */
  readonly serves: boolean | undefined;
  /** The page's title, or the error. */
  readonly text: string;
}

/**
 * Whether a host serves the site, from the answers at its public address and by the host itself. Without its facts the
 * expected certificate is unknown, so a rejected one proves nothing: it may be the host's own placeholder.
 */
export function servingVerdict(outside: Answer, inside: Answer, hasFacts: boolean): Verdict {
  const refused = [outside, inside].find((answer) => answer && 'wrong' in answer);
  if (refused && 'wrong' in refused)
    return { serves: hasFacts || !refused.isCertificate ? false : undefined, text: refused.wrong };
  if (!outside || !('title' in outside))
    return { serves: undefined, text: 'none of its addresses can be reached from this machine' };
  return { serves: true, text: outside.title };
}

/** Why no record may point to an IPv6 address. A published address stays until it was seen to fail. */
export function ipv6Fault(answer: Answer, isPublished: boolean): string | undefined {
  if (answer) return 'wrong' in answer ? answer.wrong : undefined;
  return isPublished ? undefined : 'neither this machine nor another host has a route to it';
}

/** Whether a record of the rotation may be written: its host was seen serving, at the record's own address. */
export function mayPoint(
  task: CloudChange,
  serves: (host: string) => boolean,
  isFaulty: (host: string) => boolean,
): boolean {
  const host = task.subject.host ?? '';
  const isIpv6 = task.desired?.type === 'record' && task.desired.spec.type === 'AAAA';
  return task.action !== 'delete' && serves(host) && !(isIpv6 && isFaulty(host));
}

interface SiteState {
  /** What to do with the mark that each host keeps after it saw the site. */
  readonly marks: 'clear' | 'set' | 'leave';
  /** Hosts that served the site, if the database holds none now. Then web hosts must not change. */
  readonly missing: readonly string[];
}

/** Whether the web hosts may change. Apply never installs a site over a lost one without a confirmation. */
export function siteState(
  plan: Pick<Plan, 'losses'>,
  primary: string,
  facts: Readonly<Record<string, Facts | undefined>>,
): SiteState {
  if (startsOver(plan)) return { marks: 'clear', missing: [] };
  const witnesses = witnessesOf(facts);
  const isStored = facts[primary]?.site?.stored !== false;
  return { marks: witnesses.length > 0 ? 'set' : 'leave', missing: isStored ? [] : witnesses };
}

interface WebHost {
  readonly name: string;
  readonly isInRotation: boolean;
  readonly hasFailed: boolean;
  readonly hasDroplet: boolean;
}

/**
 * The web hosts that change in batches, because visitors are sent to them or they are resized, and the others, which are
 * handled together first: hosts to which no visitor is sent, and hosts that are only checked.
 */
export function webTurns<T extends WebHost>(
  plan: Plan,
  hosts: readonly T[],
): { together: T[]; inBatches: T[] } {
  const isResized = ({ name }: T) => resizeOf(plan, name) !== undefined;
  const inBatches = hosts.filter(
    (host) => (host.isInRotation || isResized(host)) && !host.hasFailed && !hasNoChanges(plan, host.name),
  );
  return { together: hosts.filter((host) => host.hasDroplet && !inBatches.includes(host)), inBatches };
}
