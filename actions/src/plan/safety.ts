import { isOf } from '../cloud/is-of.ts';
import { kindTag, protectedTag } from '../cloud/ownership.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Draft } from './diff.ts';
import type { Risk } from './plan.ts';

/** The worst a change can do. Only droplets, and what others wrote, cannot be made again from the declaration. */
export function riskOf(draft: Draft, declaration: Declaration): Risk {
  if (unseatsPrimary(draft, declaration)) return 'data';
  if (draft.adopts) return 'takes-away';
  const isDroplet = isOf('droplet', draft.desired ?? draft.observed);
  if (isDroplet && (draft.action === 'delete' || draft.action === 'replace')) return 'takes-away';
  return draft.fields.some(({ field }) => field === 'size') ? 'restart' : 'none';
}

/**
 * Whether it ends a primary: its droplet is deleted, replaced, or made something else. Either of its tags is enough to
 * know it by, and so is the declared name: a tag that was taken off by hand must not make it expendable.
 */
function unseatsPrimary({ action, desired, observed }: Draft, { cluster, primary }: Declaration): boolean {
  const tag = kindTag(cluster, 'primary');
  if (!isOf('droplet', observed)) return false;
  const { name, tags } = observed.spec;
  if (name !== primary.name && ![tag, protectedTag(cluster)].some((one) => tags.includes(one))) return false;
  const demotes = isOf('droplet', desired) && !desired.spec.tags.includes(tag);
  return action === 'delete' || action === 'replace' || demotes;
}

/** Refusals for changes that would end a protected primary, each with the way to do it in two steps. */
export const primaryRefusals = (drafts: readonly Draft[], declaration: Declaration): string[] =>
  drafts
    .filter((draft) => unseatsPrimary(draft, declaration))
    .flatMap((draft) => refusalFor(draft, declaration));

const VERBS = { create: 'create', update: 'demote', replace: 'replace', delete: 'delete' } as const;

const TWO_STEPS =
  'Take a backup; then merge protect-primary: false alone and let it be applied; then propose this change again.';

function refusalFor({ action, observed }: Draft, { cluster, protectPrimary }: Declaration): string[] {
  if (!isOf('droplet', observed)) return [];
  const { name, tags } = observed.spec;
  const what = `This would ${VERBS[action]} ${name}, the primary, with the database and the uploads on it`;
  if (protectPrimary) return [`${what}, and the declaration protects it. ${TWO_STEPS}`];
  if (!tags.includes(protectedTag(cluster))) return [];
  return [`${what}, and takes its protection off in the same change, which does not count. ${TWO_STEPS}`];
}
