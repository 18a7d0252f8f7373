import type { Snippet } from '../declaration.ts';
import { REGIONS } from '../digitalocean.ts';
import { nearest, type Problem, show, showAll } from '../problem.ts';
import { YamlFile } from '../yaml/yaml-file.ts';

export const CLUSTER_FILE = 'cluster/cluster.yml';
const REGION_FOLDER = 'cluster/regions/';

/** Bytes. A declaration of hundreds of hosts is a tenth of this. */
export const LARGEST_FILE = 256 * 1024;

export const isYaml = (path: string): boolean => /\.ya?ml$/i.test(path);

/** Includes a wrong extension or upper case, so both the name and mistakes in the file are reported. */
export const isClusterFile = (path: string): boolean => /^cluster\/cluster\.ya?ml$/i.test(path);

/** The region slug in a file's name, known or not; undefined if the file is not a region file. */
export const regionOf = (path: string): string | undefined => {
  if (!path.startsWith(REGION_FOLDER) || !isYaml(path)) return undefined;
  const stem = path.slice(REGION_FOLDER.length).replace(/\.ya?ml$/i, '');
  return stem.includes('/') ? undefined : stem.toLowerCase();
};

/** Problems with the files' names and sizes, and missing files. */
export const fileProblems = (files: ReadonlyMap<string, string>, unread: readonly Problem[]): Problem[] => {
  const paths = [...files.keys()];
  const all = [...paths, ...unread.map((problem) => problem.file)];
  return [
    ...paths.filter(isYaml).flatMap(misplaced),
    ...paths.filter((path) => isTooLarge(files.get(path) ?? '')).map(tooLarge),
    ...(all.some(isClusterFile) ? [] : [noCluster]),
    ...(all.some((path) => regionOf(path) !== undefined) ? [] : [noRegion]),
  ];
};

export const isTooLarge = (text: string): boolean => Buffer.byteLength(text) > LARGEST_FILE;

/** A problem of the whole file. */
export const fileProblem = (path: string, message: string, remedy: string): Problem =>
  new YamlFile(path, '').problem(0, message, remedy);

export const tooLarge = (path: string): Problem =>
  fileProblem(path, 'the file is larger than 256 KiB', 'keep only the declaration in it');

const misplaced = (path: string): Problem[] => {
  if (path === CLUSTER_FILE || !path.startsWith('cluster/')) return [];
  const slug = regionOf(path);
  if (slug !== undefined) return regionNameProblem(path, slug);
  const home = REGIONS.find((region) => path.endsWith(`/${region}.yml`));
  const right = home === undefined ? CLUSTER_FILE : `${REGION_FOLDER}${home}.yml`;
  return [fileProblem(path, 'Flotilla does not read this file', `move it to ${show(right)}, or delete it`)];
};

const regionNameProblem = (path: string, slug: string): Problem[] => {
  const right = `${REGION_FOLDER}${slug}.yml`;
  if (!REGIONS.includes(slug)) return [unknownRegion(path, slug)];
  if (path === right) return [];
  return [
    fileProblem(path, 'a region file is named `<slug>.yml`, in lower case', `rename it to ${show(right)}`),
  ];
};

const unknownRegion = (path: string, slug: string): Problem => {
  const guess = nearest(slug, REGIONS);
  const remedy =
    guess === undefined ? `name it after one of ${showAll(REGIONS)}` : `did you mean \`${guess}.yml\`?`;
  return fileProblem(path, `${show(slug)} is not a DigitalOcean region`, remedy);
};

const noCluster = fileProblem(
  CLUSTER_FILE,
  'there is no such file',
  'create it, starting with `name:`, `domain:` and `zone:`',
);

const noRegion = fileProblem(
  `${REGION_FOLDER}nyc1.yml`,
  'there is no region file',
  'create one named after a region, e.g. this one with `hosts: { sql: { primary: true }, host-01: {} }`',
);

const FOLDER = 'cluster/nginx/';
/** nginx reads them in the order of their names, and only under this ending. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}\.conf$/;

/** Ignores case, so a wrong name is reported and not skipped. */
export const isSnippet = (path: string): boolean => /^cluster\/nginx\/[^/]+\.conf$/i.test(path);

/** Only nginx can judge their content: each host tests them, and keeps the old ones if the test fails. */
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

/** Hosts receive the snippet as a template, so a hole would be filled with a secret (`lib/template.ts`). */
function holeProblem(path: string, text: string): Problem[] {
  const at = text.search(/[⟦⟧\0]/);
  if (at === -1) return [];
  return [
    new YamlFile(path, text).problem(at, 'Flotilla reserves this character for its own use', 'leave it out'),
  ];
}
