import type { Draft } from '../cloud/change.ts';
import { unseatsPrimary } from '../cloud/droplet/risk.ts';
import { protectedTag } from '../cloud/ownership.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { observedHost } from './droplets.ts';

/** Refusals for changes that would end a protected primary, each with the way to do it in two steps. */
export const primaryRefusals = (drafts: readonly Draft[], declaration: Declaration): string[] =>
  drafts
    .filter((draft) => unseatsPrimary(draft, declaration))
    .flatMap((draft) => refusalFor(draft, declaration));

const VERBS = { create: 'create', update: 'demote', replace: 'replace', delete: 'delete' } as const;

const TWO_STEPS =
  'Take a backup; then merge protect-primary: false alone and let it be applied; then propose this change again.';

function refusalFor(draft: Draft, { cluster, protectPrimary }: Declaration): string[] {
  const { name = '', tags = [] } = observedHost(draft)?.spec ?? {};
  const what = `This would ${VERBS[draft.action]} ${name}, the primary, with the database and the uploads on it`;
  if (protectPrimary) return [`${what}, and the declaration protects it. ${TWO_STEPS}`];
  if (!tags.includes(protectedTag(cluster))) return [];
  return [`${what}, and takes its protection off in the same change, which does not count. ${TWO_STEPS}`];
}
