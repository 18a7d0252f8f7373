import { assemble, type Region } from './assemble.ts';
import type { Declaration } from './declaration.ts';
import type { Problem } from './problem.ts';
import { draftOf, type RegionDraft } from './rules/draft.ts';
import { CLUSTER_FILE, fileProblems, isClusterFile, isTooLarge, regionOf } from './rules/files.ts';
import { hostProblems } from './rules/hosts.ts';
import { mailProblems } from './rules/mail.ts';
import { networkProblems } from './rules/network.ts';
import { packageProblems } from './rules/packages.ts';
import { siteProblems } from './rules/site.ts';
import { snippetProblems, snippetsIn } from './rules/snippets.ts';
import { checkFile } from './schema/check.ts';
import { clusterSchema } from './schema/cluster.ts';
import { regionSchema } from './schema/region.ts';

export type Reading = { readonly declaration: Declaration } | { readonly problems: readonly Problem[] };

/**
 * Judges the whole declaration: every mistake at once, sorted by file and place, or the declaration.
 * `files` maps paths such as `cluster/regions/nyc1.yml` to their text; what is no YAML and no snippet of nginx is left alone.
 * `unread` says which files are there and could not be read, and why.
 */
export const readDeclaration = (
  files: ReadonlyMap<string, string>,
  unread: readonly Problem[] = [],
): Reading => {
  const texts = readable(files);
  const cluster = checkCluster(texts);
  const regions = texts.flatMap(([path, text]) => checkRegion(path, text));
  const draft = draftOf(cluster, regions, texts.length === files.size && unread.length === 0);
  const problems = [
    ...unread,
    ...fileProblems(files, unread),
    ...snippetProblems(files),
    ...(cluster?.problems ?? []),
    ...regions.flatMap((region) => region.checked.problems),
    ...RULES.flatMap((rule) => rule(draft)),
  ];
  if (problems.length > 0 || cluster?.value === undefined) return { problems: problems.sort(byPlace) };
  return { declaration: assemble(cluster.value, regions.flatMap(rightRegion), snippetsIn(files)) };
};

const RULES = [hostProblems, mailProblems, networkProblems, packageProblems, siteProblems];

const readable = (files: ReadonlyMap<string, string>): [string, string][] =>
  [...files].filter(([, text]) => !isTooLarge(text)).sort(([one], [other]) => compare(one, other));

const checkCluster = (texts: [string, string][]) => {
  const [file] = texts.filter(([path]) => isClusterFile(path)).sort(exactFirst);
  return file && checkFile(clusterSchema, ...file);
};

const exactFirst = ([one]: [string, string], [other]: [string, string]): number =>
  Number(other === CLUSTER_FILE) - Number(one === CLUSTER_FILE);

const checkRegion = (path: string, text: string): RegionDraft[] => {
  const slug = regionOf(path);
  return slug === undefined ? [] : [{ slug, checked: checkFile(regionSchema, path, text) }];
};

const rightRegion = ({ slug, checked: { value } }: RegionDraft): Region[] => (value ? [{ slug, value }] : []);

const byPlace = (one: Problem, other: Problem): number =>
  compare(one.file, other.file) || one.line - other.line || one.column - other.column;

const compare = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);
