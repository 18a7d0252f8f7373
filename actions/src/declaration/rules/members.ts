import type { HostDeclaration } from '../declaration.ts';
import { type Problem, show } from '../problem.ts';
import type { ClusterYaml } from '../schema/cluster.ts';
import type { Draft, HostDraft } from './draft.ts';

const PATH = ['database', 'members'];

const TOPOLOGY = ['database', 'topology'];

type ClusterFile = NonNullable<Draft['cluster']>;

/** Up to so many hosts, all hold the database. Each write waits for every member, so more would make all of them slower. */
const ALL_UP_TO = 5;
/** A person may choose so many. */
const MOST = 7;

/** Mistakes in the choice of the hosts that hold the database. */
export const memberProblems = (draft: Draft): Problem[] =>
  draft.cluster?.sound(TOPOLOGY) === 'cluster' ? membersOfCluster(draft) : membersOfSingle(draft);

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
  const isMissing = ({ name, primary }: HostDraft) => primary && !names.includes(name);
  return [
    ...names.flatMap((name, index) => [
      ...(isUnknown(name, draft) ? [unknown(cluster, name, index)] : []),
      ...(names.indexOf(name) < index ? [repeated(cluster, name, index)] : []),
    ]),
    ...hosts.filter(isMissing).map((host) => missing(cluster, host)),
    ...(names.length === 1 ? [onlyOne(cluster)] : []),
    ...(names.length > MOST ? [tooMany(cluster, names.length)] : []),
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

/** It starts a new database, and only its disk has the share with the certificates. */
const missing = ({ file }: ClusterFile, { name }: HostDraft): Problem =>
  file.problemAtKey(PATH, `database.members: ${show(name)}, the primary, is missing`, `add \`${name}\``);

const onlyOne = ({ file }: ClusterFile): Problem =>
  file.problemAtKey(
    PATH,
    'database.members: a `cluster` with one member fails with that member',
    'list three hosts, or write `topology: single`',
  );

const tooMany = ({ file }: ClusterFile, count: number): Problem =>
  file.problemAtKey(
    PATH,
    `database.members: ${count} are listed, and more than ${MOST} make every write slow, because it waits for all of them`,
    `list at most ${MOST}, best three or five; the other hosts ask the nearest member`,
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
  return madeOdd([primary, ...firsts].slice(0, MOST), web).map(({ name }) => name);
}

/** Of an even number, half is no majority: one more, or where no web host is left, one less. */
function madeOdd(chosen: readonly HostDeclaration[], web: readonly HostDeclaration[]) {
  if (chosen.length % 2 === 1) return chosen;
  const extra = web.find((host) => !chosen.includes(host));
  return extra ? [...chosen, extra] : chosen.slice(0, -1);
}
