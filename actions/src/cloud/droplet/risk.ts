import type { Declaration } from '../../declaration/declaration.ts';
import type { Draft, Risk, Wave } from '../change.ts';
import { kindTag, protectedTag } from '../ownership.ts';

const resizes = ({ fields }: Draft): boolean => fields.some(({ key }) => key === 'size');

export function waveOfDroplet(draft: Draft): Wave {
  if (draft.action === 'delete') return 'retire';
  return draft.action === 'update' && resizes(draft) ? 'resize' : 'droplets';
}

/** A droplet cannot be made again from the declaration: what is on its disk is gone with it. */
export function riskOfDroplet(draft: Draft, declaration: Declaration): Risk {
  if (unseatsPrimary(draft, declaration)) return 'data';
  if (draft.action === 'delete' || draft.action === 'replace') return 'takes-away';
  return resizes(draft) ? 'restart' : 'none';
}

/**
 * Whether it ends a primary: its droplet is deleted, replaced, or made something else. Either of its tags is enough to
 * know it by, and so is the declared name: a tag that was taken off by hand must not make it expendable.
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
