import type { HostDeclaration } from '../declaration.ts';
import { type Problem, show } from '../problem.ts';
import type { ClusterYaml } from '../schema/cluster.ts';
import type { Draft, HostDraft } from './draft.ts';

const PATH = ['database', 'members'];

const TOPOLOGY = ['database', 'topology'];

type ClusterFile = NonNullable<Draft['cluster']>;

/**
 * Of so many hosts, all hold the database. Each write waits for every member, so more would make all of them slower. A host that
 * is no member has no way to reach the database yet, so no `cluster` has more hosts.
 */
const ALL_UP_TO = 5;

/** Mistakes in the choice of the hosts that hold the database. */
export const memberProblems = (draft: Draft): Problem[] => {
  if (draft.cluster?.sound(TOPOLOGY) !== 'cluster') return membersOfSingle(draft);
  const count = new Set(draft.hosts.map(({ name }) => name)).size;
  return count > ALL_UP_TO ? [tooMany(draft.cluster, count)] : membersOfCluster(draft);
};

const tooMany = ({ file }: ClusterFile, count: number): Problem =>
  file.problemAtValue(
    TOPOLOGY,
    `database.topology: a \`cluster\` has at most ${ALL_UP_TO} hosts for now, and ${count} are listed in cluster/regions/`,
    `list at most ${ALL_UP_TO} hosts, the primary included, or write \`single\``,
  );

const membersOfSingle = ({ cluster }: Draft): Problem[] =>
  Array.isArray(cluster?.sound(PATH))
    ? [
        cluster.file.problemAtKey(
          PATH,
          'database.members: only a `cluster` has members',
          'write `topology: cluster` beside it, or remove the line',
        ),
      ]
    : [];

function membersOfCluster(draft: Draft): Problem[] {
  const { cluster, hosts } = draft;
  const written = cluster?.sound(PATH);
  if (!cluster || !Array.isArray(written)) return [];
  const names: readonly unknown[] = written;
  const isMissing = ({ name }: HostDraft) => !names.includes(name);
  return [
    ...names.flatMap((name, index) => [
      ...(isUnknown(name, draft) ? [unknown(cluster, name, index)] : []),
      ...(names.indexOf(name) < index ? [repeated(cluster, name, index)] : []),
    ]),
    ...hosts.filter(isMissing).map((host) => missing(cluster, host)),
  ];
}

const isUnknown = (name: unknown, { hosts, complete }: Draft): boolean =>
  complete && !hosts.some((host) => host.name === name);

const problemAt = ({ file }: ClusterFile, index: number, message: string, remedy: string): Problem =>
  file.problemAtValue([...PATH, index], `database.members[${index}]: ${message}`, remedy);

const unknown = (cluster: ClusterFile, name: unknown, index: number): Problem =>
  problemAt(
    cluster,
    index,
    `there is no host ${show(String(name))}`,
    'write the name of a host in cluster/regions/',
  );

const repeated = (cluster: ClusterFile, name: unknown, index: number): Problem =>
  problemAt(cluster, index, `${show(String(name))} is listed twice`, 'remove the line');

/** WordPress of each web host asks its own host for the database. */
const missing = ({ file }: ClusterFile, { name, primary }: HostDraft): Problem =>
  file.problemAtKey(
    PATH,
    primary
      ? `database.members: ${show(name)}, the primary, is missing`
      : `database.members: the web host ${show(name)} is missing, and a web host that is no member cannot reach the database yet`,
    primary
      ? `add \`${name}\``
      : `add \`${name}\`, or remove \`members\`: without it, all hosts are members. Up to ${ALL_UP_TO} hosts are supported for now`,
  );

/** Names of the hosts that hold the database, the primary first. */
export function membersOf(
  { topology, members }: ClusterYaml['database'],
  primary: HostDeclaration,
  web: readonly HostDeclaration[],
): readonly string[] {
  const all = [primary, ...web];
  if (topology === 'single') return [primary.name];
  if (members) return all.flatMap(({ name }) => (members.includes(name) ? [name] : []));
  if (all.length <= ALL_UP_TO) return all.map(({ name }) => name);
  const firsts = web.filter(({ region }, index) => web.findIndex((one) => one.region === region) === index);
  const chosen = [primary, ...firsts];
  // Of an even number, half is no majority: one more, or where no web host is left, one less.
  const extra = chosen.length % 2 === 0 ? web.find((host) => !chosen.includes(host)) : undefined;
  return [...chosen, ...(extra ? [extra] : [])].map(({ name }) => name);
}
