import { defaultAlertDays } from '../lib/thresholds.ts';
import type { Declaration, HostDeclaration, Snippet } from './declaration.ts';
import type { Problem } from './problem.ts';
import { draftOf, type RegionDraft } from './rules/draft.ts';
import {
  CLUSTER_FILE,
  fileProblems,
  isClusterFile,
  isTooLarge,
  regionOf,
  snippetProblems,
  snippetsIn,
} from './rules/files.ts';
import { hostProblems } from './rules/hosts.ts';
import { mailProblems } from './rules/mail.ts';
import { memberProblems, membersOf } from './rules/members.ts';
import { addressOfHost, networkProblems } from './rules/network.ts';
import { packageProblems, siteProblems } from './rules/site.ts';
import { checkFile } from './schema/check.ts';
import { type ClusterYaml, clusterSchema } from './schema/cluster.ts';
import { hostSchema, type RegionYaml, regionSchema } from './schema/region.ts';
import { Subnet } from './subnet.ts';

export type Reading = { readonly declaration: Declaration } | { readonly problems: readonly Problem[] };

/**
 * Checks the whole declaration. Returns it, or every mistake at once, sorted by file and place.
 * `files` maps paths such as `cluster/regions/nyc1.yml` to their text; files that are neither YAML nor nginx snippets are ignored.
 * `unread` lists existing files that could not be read, with the reason.
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

const RULES = [hostProblems, mailProblems, memberProblems, networkProblems, packageProblems, siteProblems];

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

/** A region's file without mistakes. */
interface Region {
  readonly slug: string;
  readonly value: RegionYaml;
}

/** Builds the declaration from files without mistakes. Regions in the order of their names. */
const assemble = (
  cluster: ClusterYaml,
  regions: readonly Region[],
  snippets: readonly Snippet[],
): Declaration => {
  const hosts = regions.flatMap((region) => hostsOf(region, new Subnet(cluster.vpn.subnet)));
  const primary = hosts.find((host) => host.kind === 'primary');
  if (primary === undefined) throw new Error('the host rules let a declaration without a primary pass');
  const web = hosts.filter((host) => host.kind === 'web');
  const database = { ...cluster.database, members: membersOf(cluster.database, primary, web) };
  return { ...settingsOf(cluster), database, primary, web, snippets };
};

const hostsOf = ({ slug, value }: Region, subnet: Subnet): HostDeclaration[] =>
  Object.entries(value.hosts).map(([name, body]) => {
    const { primary, size, image, vpn } = body ?? hostSchema.parse({});
    const vpnAddress = addressOfHost({ name, primary, vpn }, subnet);
    return { name, kind: primary ? 'primary' : 'web', region: slug, size, image, vpnAddress };
  });

const settingsOf = (cluster: ClusterYaml): Omit<Declaration, 'primary' | 'web' | 'snippets' | 'database'> => {
  const { name, 'protect-primary': protectPrimary, 'redirect-from': redirectFrom, ...others } = cluster;
  const { wordpress, https, alerts, ...same } = others;
  const { hosts, disk, memory, load, ...watch } = alerts;
  const { 'max-age': maxAge, ...promise } = https.hsts;
  const { 'table-prefix': tablePrefix, ...site } = wordpress;
  return {
    ...same,
    cluster: name,
    protectPrimary,
    redirectFrom,
    wordpress: { ...site, tablePrefix },
    https: { hsts: { maxAge, ...promise } },
    alerts: {
      ...watch,
      days: watch.days ?? defaultAlertDays(cluster.certificate.profile),
      hosts: hosts ? { disk, memory, load } : undefined,
    },
  };
};
