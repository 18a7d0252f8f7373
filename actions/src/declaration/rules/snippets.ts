import type { Snippet } from '../declaration.ts';
import type { Problem } from '../problem.ts';
import { YamlFile } from '../yaml/yaml-file.ts';
import { fileProblem } from './files.ts';

const FOLDER = 'cluster/nginx/';
/** nginx reads them in the order of their names, and only under this ending. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}\.conf$/;

/** In any case of letters, so that a wrong name is told and not passed over. */
export const isSnippet = (path: string): boolean => /^cluster\/nginx\/[^/]+\.conf$/i.test(path);

/** Whether nginx understands them, only nginx can say: each host tests them beside the old ones, which stay if not. */
export const snippetProblems = (files: ReadonlyMap<string, string>): Problem[] =>
  pairs(files).flatMap(([path, text]) => [...nameProblem(path), ...holeProblem(path, text)]);

export const snippetsIn = (files: ReadonlyMap<string, string>): Snippet[] =>
  pairs(files).map(([path, text]) => ({ name: nameOf(path), text }));

const pairs = (files: ReadonlyMap<string, string>): [string, string][] =>
  [...files].filter(([path]) => isSnippet(path)).sort(([one], [other]) => (one < other ? -1 : 1));

const nameOf = (path: string): string => path.slice(FOLDER.length);

const nameProblem = (path: string): Problem[] =>
  NAME.test(nameOf(path))
    ? []
    : [
        fileProblem(
          path,
          'the name of an nginx snippet may contain only lower-case letters, digits, `-`, `_` and `.`',
          'rename it, e.g. to `redirects.conf`',
        ),
      ];

/** What hosts are sent is a template: a hole would be filled with a secret (`lib/template.ts`). */
function holeProblem(path: string, text: string): Problem[] {
  const at = text.search(/[⟦⟧\0]/);
  if (at === -1) return [];
  return [
    new YamlFile(path, text).problem(at, 'Flotilla reserves this character for its own use', 'leave it out'),
  ];
}
