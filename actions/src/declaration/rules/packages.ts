import type { Problem } from '../problem.ts';
import { show } from '../words.ts';
import type { Draft } from './draft.ts';

/** A plugin or a theme stands in one directory by its slug, so it can be there in one version. */
export const packageProblems = (draft: Draft): Problem[] =>
  ['plugins', 'themes'].flatMap((kind) => duplicates(draft, kind));

function duplicates({ cluster }: Draft, kind: string): Problem[] {
  const all = cluster?.sound(['wordpress', kind]);
  if (!cluster || !Array.isArray(all)) return [];
  const slugs = all.map((_, index) => cluster.sound(['wordpress', kind, index, 'slug']));
  return slugs.flatMap((slug, index) =>
    typeof slug === 'string' && slugs.indexOf(slug) < index
      ? [
          cluster.file.problemAtValue(
            ['wordpress', kind, index, 'slug'],
            `wordpress.${kind}[${index}].slug: ${show(slug)} is declared twice`,
            'keep one of them',
          ),
        ]
      : [],
  );
}
