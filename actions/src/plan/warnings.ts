import type { CloudChange } from '../cloud/change.ts';
import { addressOf, type Subject } from '../cloud/resource.ts';
import { redact } from '../lib/template.ts';
import { some } from '../lib/words.ts';
import { coreWarnings } from './core.ts';
import { isPrimary } from './droplets.ts';
import { interruptionsOf } from './interruptions.ts';
import type { HostPlan, Plan } from './plan.ts';
import { awayWords } from './render/lines.ts';

/** What a person must not overlook, beyond what already needs a confirmation: a sentence each. */
export const warningsOf = (plan: Plan): string[] =>
  [
    ...primaryAway(plan.hosts[0]),
    ...plan.cloud.filter((change) => !isWebResize(change)).flatMap((change) => warningOf(change) ?? []),
    ...webResizes(plan),
    ...restartsOf(plan),
    ...coreWarnings(plan),
  ].filter((line) => !plan.dangers.includes(line));

function primaryAway(primary: HostPlan | undefined): string[] {
  if (primary?.kind !== 'unreachable') return [];
  return [
    `${primary.host}, the primary, ${awayWords(primary)}: nothing is done to it. The web hosts serve cached pages meanwhile, ` +
      'and are planned by what they were last told of it.',
  ];
}

/** Undefined for a harmless change. */
export function warningOf(change: CloudChange): string | undefined {
  const { action, subject, risk } = change;
  const name = nameOf(subject);
  switch (risk) {
    case 'data':
      return action === 'create' ? primaryGone(name) : primaryEnd(name, action);
    case 'takes-away':
      return change.adopts ? adoption(change) : departure(name, action);
    case 'restart':
      return isPrimary(change) ? primaryResize(name) : webResize([name]);
    case 'none':
      return undefined;
  }
}

const departure = (name: string, action: CloudChange['action']): string =>
  action === 'replace'
    ? `${name} is made anew and the old droplet destroyed, with all that is only on its disk.`
    : `${name} is destroyed, with all that is only on its disk.`;

const primaryEnd = (name: string, action: CloudChange['action']): string =>
  action === 'update'
    ? `${name} stops being the primary: the database and the uploads on its disk are no longer the site's.`
    : `${name}, the primary, is destroyed, and with it the database and the uploads: what is not in a backup ` +
      'elsewhere is lost for good.';

const primaryGone = (name: string): string =>
  `${name}, the primary, is gone, and with it the database and the uploads on its disk. Confirmed, an empty one is ` +
  `created. If DigitalOcean has a backup or a snapshot of the droplet, create a droplet named ${name} from that instead, ` +
  "give it the cluster's tag, and plan again. Otherwise read a copy of a dump into the new primary before the web " +
  'hosts follow.';

const isWebResize = (change: CloudChange): boolean => change.risk === 'restart' && !isPrimary(change);

/** One line for all that are treated alike, one after the other. */
function webResizes({ cloud }: Plan): string[] {
  const names = cloud.filter(isWebResize).map(({ subject }) => nameOf(subject));
  return names.length > 0 ? [webResize(names)] : [];
}

const webResize = (names: readonly string[]): string =>
  `${some(names)}${names.length > 1 ? ', one after the other: each' : ''} leaves the rotation where others serve, is shut ` +
  'down, resized and started again, and comes back once it serves: it is away for some minutes.';

const nameOf = (subject: Subject): string => subject.host ?? addressOf(subject);

const primaryResize = (name: string): string =>
  `${name}, the primary, is shut down, resized and started again: for some minutes nobody can log in, comment or ` +
  'publish; the web hosts serve the pages they have cached.';

function adoption({ action, desired, observed }: CloudChange): string {
  if (observed?.type !== 'record') return '';
  const { type, name, value } = observed.spec;
  const what = `${type} ${name}, which says ${value} and was not made by this cluster`;
  if (action === 'delete') return `${what}, is deleted.`;
  return `${what}, is taken over: it will ${nextOf(desired)}.`;
}

function nextOf(desired: CloudChange['desired']): string {
  if (desired?.type !== 'record') return 'go';
  const { host } = desired;
  return host === undefined ? `say ${redact(desired.spec.value)}` : `point to ${host}`;
}

/** One line a restart, with all the hosts that it happens on. */
function restartsOf({ hosts }: Plan): string[] {
  const where = new Map<string, string[]>();
  for (const host of hosts) {
    for (const { name, interrupts } of interruptionsOf(host)) {
      const what = `${name}: ${interrupts}.`;
      where.set(what, [...(where.get(what) ?? []), host.host]);
    }
  }
  return [...where].map(([what, names]) => `${some(names)}, ${what}`);
}
