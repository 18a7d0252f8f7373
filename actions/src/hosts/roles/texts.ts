import type { Template } from '../../lib/template.ts';
import { readText } from './read-text.ts';
import * as shared from './shared.ts';

/** Names that every file may use as a hole: those of `shared.ts`, and the sentence that marks a file as ours. */
const EVERYWHERE: Readonly<Record<string, string | number>> = {
  ...shared,
  written: shared.WRITTEN.replace('# ', ''),
};

/**
 * The text of a file of a role, e.g. `web/page.php`, with its holes filled: `⟦UPLOADS⟧` and the like from `shared.ts`, other
 * names from `holes`. Secrets and facts stay holes (`lib/template.ts`).
 */
export const textOf = (path: string, holes: Readonly<Record<string, string | number>> = {}): Template =>
  readText(path).replace(/⟦(\w+)⟧/g, (_, name: string) => {
    const value = holes[name] ?? EVERYWHERE[name];
    if (value === undefined) throw new Error(`${path} has a hole without a value: ⟦${name}⟧`);
    return String(value);
  });
