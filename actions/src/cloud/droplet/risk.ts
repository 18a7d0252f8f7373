import type { Declaration } from '../../declaration/declaration.ts';
import { some } from '../../lib/words.ts';
import type { CloudChange, Draft, Risk, Wave } from '../change.ts';
import { kindTag, protectedTag } from '../ownership.ts';
import type { ObservedCloud } from '../resource.ts';

const resizes = ({ fields }: Draft): boolean => fields.some(({ key }) => key === 'size');

export function waveOfDroplet(draft: Draft): Wave {
  if (draft.action === 'delete') return 'retire';
  return draft.action === 'update' && resizes(draft) ? 'resize' : 'droplets';
}

/** The declaration cannot recreate what is on a droplet's disk. */
export function riskOfDroplet(draft: Draft, declaration: Declaration): Risk {
  if (unseatsPrimary(draft, declaration)) return 'data';
  if (draft.action === 'delete' || draft.action === 'replace') return 'takes-away';
  return resizes(draft) ? 'restart' : 'none';
}

/**
 * Whether the change removes a primary: deletes, replaces or demotes its droplet. Either of its tags identifies it, and so
 * does the declared name: a tag that someone removed by hand must not make it expendable.
 */
export function unseatsPrimary(
  { action, desired, observed }: Draft,
  { cluster, primary }: Declaration,
): boolean {
  const tag = kindTag(cluster, 'primary');
  if (observed?.type !== 'droplet') return false;
  const { name, tags } = observed.spec;
  if (name !== primary.name && ![tag, protectedTag(cluster)].some((one) => tags.includes(one))) return false;
  const demotes = desired?.type === 'droplet' && !desired.spec.tags.includes(tag);
  return action === 'delete' || action === 'replace' || demotes;
}

/** Whether a change concerns a primary's droplet, of this cluster or another, by its tags before or after the change. */
export const isPrimary = ({ desired, observed }: Pick<CloudChange, 'desired' | 'observed'>): boolean =>
  [desired, observed].some(
    (resource) =>
      resource?.type === 'droplet' && resource.spec.tags.some((tag) => /^cluster:[^:]+:primary$/.test(tag)),
  );

/** Resized web hosts share one sentence, because they are resized one after the other. */
export function dropletWarnings(changes: readonly CloudChange[]): string[] {
  const resized = changes.filter(isWebResize);
  const others = changes.filter((change) => !isWebResize(change));
  return [
    ...others.flatMap(warningOf),
    ...(resized.length > 0 ? [webResize(resized.map(({ subject }) => subject.name))] : []),
  ];
}

const isWebResize = (change: CloudChange): boolean => change.risk === 'restart' && !isPrimary(change);

function warningOf({ action, subject: { name }, risk }: CloudChange): string[] {
  switch (risk) {
    case 'data':
      return [action === 'create' ? primaryGone(name) : primaryEnd(name, action)];
    case 'takes-away':
      return [departure(name, action)];
    case 'restart':
      return [primaryResize(name)];
    case 'none':
      return [];
  }
}

const departure = (name: string, action: CloudChange['action']): string =>
  action === 'replace'
    ? `${name} is recreated and its old droplet destroyed, along with everything stored only on its disk.`
    : `${name} is destroyed, along with everything stored only on its disk.`;

const primaryEnd = (name: string, action: CloudChange['action']): string =>
  action === 'update'
    ? `${name} stops being the primary: the site no longer uses the database and the uploads on its disk.`
    : `${name}, the primary, is destroyed, along with the database and the uploads. Anything without a backup ` +
      'elsewhere is lost permanently.';

const primaryGone = (name: string): string =>
  `${name}, the primary, is gone, along with the database and the uploads on its disk. If DigitalOcean has a backup or a ` +
  `snapshot of the droplet, do not confirm: create a droplet named ${name} from it, add the cluster's tag, and plan again. If ` +
  'you confirm, an empty primary is created. Import a copy of a dump into it: the web hosts stay as they are until its ' +
  'database holds a site.';

const webResize = (names: readonly string[]): string =>
  `${some(names)} ${names.length > 1 ? 'are resized, one at a time. Each' : 'is resized. It'} leaves the rotation if other ` +
  'hosts serve, shuts down, starts with the new size, and rejoins once it serves the site. That takes a few minutes.';

const primaryResize = (name: string): string =>
  `${name}, the primary, is shut down and starts with the new size. For a few minutes logging in, commenting and publishing ` +
  'do not work, and the web hosts serve cached pages only.';

/** Notes about droplets without a listed price, which the totals exclude. */
export const unpricedNotes = ({ droplets, sizes }: ObservedCloud): string[] =>
  droplets
    .filter(({ spec }) => !sizes.some(({ slug }) => slug === spec.size))
    .map(
      ({ spec }) => `The cost excludes ${spec.name}: DigitalOcean lists no price for its size, ${spec.size}.`,
    );
