import type { HostDeclaration } from '../declaration.ts';
import { type Problem, show } from '../problem.ts';
import type { ClusterYaml } from '../schema/cluster.ts';
import type { Draft } from './draft.ts';

const PATH = ['database', 'members'];

/** Mistakes in `database.members`. */
export const memberProblems = ({ cluster, hosts, complete }: Draft): Problem[] => {
  const written = cluster?.sound(PATH);
  if (!cluster || !Array.isArray(written)) return [];
  const problem = (index: number, message: string, remedy: string): Problem =>
    cluster.file.problemAtValue([...PATH, index], `database.members[${index}]: ${message}`, remedy);
  if (cluster.sound(['database', 'topology']) !== 'cluster')
    return [
      cluster.file.problemAtKey(
        PATH,
        'database.members: only a `cluster` has members',
        'write `topology: cluster` beside it, or remove the line',
      ),
    ];
  const names: unknown[] = written;
  const isKnown = (name: unknown) => hosts.some((host) => host.name === name);
  const primary = hosts.find((host) => host.primary);
  return [
    ...names.flatMap((name, index) => [
      ...(complete && !isKnown(name)
        ? [
            problem(
              index,
              `there is no host ${show(String(name))}`,
              'write the name of a host in cluster/regions/',
            ),
          ]
        : []),
      ...(names.indexOf(name) < index
        ? [problem(index, `${show(String(name))} is listed twice`, 'remove the line')]
        : []),
    ]),
    ...(primary && !names.includes(primary.name)
      ? [problem(0, `${show(primary.name)}, the primary, is missing`, `add \`${primary.name}\``)]
      : []),
  ];
};

/** Of so many hosts, all hold the database. Each write waits for every member, so more would make all of them slower. */
const ALL_UP_TO = 5;

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
