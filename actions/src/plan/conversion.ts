import {
  allHosts,
  type Declaration,
  type HostDeclaration,
  hasCluster,
  isMember,
} from '../declaration/declaration.ts';
import type { Facts, RoleManifest } from '../hosts/model/facts.ts';
import type { RoleName } from '../hosts/model/role.ts';
import { QUIET } from '../hosts/roles/mesh/routes.ts';
import {
  CONVERT_TABLES,
  EXPORTS,
  GALERA_CONFIG,
  MARIADB_CONFIG,
  MESH_CONFIG,
  UPLOADS,
  WP_CONFIG,
} from '../hosts/roles/shared.ts';
import { SYNC_CONFIG } from '../hosts/roles/sync/identity.ts';

type Known = Readonly<Record<string, Facts | undefined>>;
type Roles = Readonly<Partial<Record<RoleName, RoleManifest>>>;
type Shape = Pick<Declaration['database'], 'topology' | 'beside'>;

interface Stage {
  readonly shape: Shape;
  /** What apply says when it begins. */
  readonly title: string;
}

/**
 * A running site changes its topology along this line, one shape at a time, and waits in each until every host has it. Hosts in
 * neighbouring shapes work together, so it does not matter in which order they change, or where a run is killed.
 * 1. The mesh exists on every host before any host sends something through it.
 * 2. Everything of both topologies exists. WordPress uses the primary's database, which is a member, and the share.
 * 3. The same, and WordPress uses a member's database, on its own host if that is one, and its own host's uploads.
 */
const LINE: readonly Stage[] = [
  { shape: { topology: 'single' }, title: 'The mesh is removed' },
  { shape: { topology: 'single', beside: 'mesh' }, title: 'The mesh is there and carries nothing' },
  {
    shape: { topology: 'single', beside: 'cluster' },
    title: 'Both topologies exist, and `single` is in use',
  },
  {
    shape: { topology: 'cluster', beside: 'single' },
    title: 'Both topologies exist, and `cluster` is in use',
  },
  { shape: { topology: 'cluster' }, title: 'What only `single` needs is removed' },
];

/** The title of a declaration that `shapeOf` made, or of the last one on the way. */
export const titleOf = ({ database: { topology, beside } }: Declaration): string =>
  LINE.find(({ shape }) => shape.topology === topology && shape.beside === beside)?.title ?? topology;

/** A role that only hosts of this topology have, when none is being changed. */
const MARKS = { single: 'vpn', cluster: 'mesh' } as const satisfies Record<string, RoleName>;

/** Whether hosts still have a part of the topology that is not declared. */
export function isConverting(declaration: Declaration, facts: Known): boolean {
  const other = declaration.database.topology === 'single' ? 'cluster' : 'single';
  return configuredHosts(declaration, facts).some(({ roles }) => roles[MARKS[other]] !== undefined);
}

/** The declaration to apply next, one step on the way to the declared topology. */
export function shapeOf(declaration: Declaration, facts: Known): Declaration {
  if (!isConverting(declaration, facts)) return declaration;
  const hosts = configuredHosts(declaration, facts);
  const shape = LINE[declaration.database.topology === 'cluster' ? upFrom(hosts) : downFrom(hosts)]?.shape;
  if (!shape?.beside) return declaration;
  const stage = { ...declaration, database: { ...declaration.database, ...shape } };
  return hasCluster(stage) ? withMembers(stage, hosts) : stage;
}

const upFrom = (hosts: readonly Host[]): number =>
  isLeftByPrimary(hosts) ? MESH_ALONE : Math.min(...hosts.map(reached)) + 1;

const downFrom = (hosts: readonly Host[]): number => Math.max(...hosts.map(remaining)) - 1;

const MESH_ALONE = LINE.findIndex(({ shape }) => shape.beside === 'mesh');

/**
 * Whether the primary may have left the others on the way to `single`, when a person wants `cluster` again. Their copies are unused
 * and may be old, and nothing of them must be used: they go on to `MESH_ALONE` and copy the database from there.
 */
function isLeftByPrimary(hosts: readonly Host[]): boolean {
  const web = hosts.filter(({ host }) => host.kind === 'web');
  return (
    hosts.some((one) => one.host.kind === 'primary' && !isDone(one, 'database', isGalera)) &&
    web.some(isGalera) &&
    web.every((one) => isDone(one, 'wordpress', (each) => !asksItself(each)))
  );
}

interface Host {
  readonly host: HostDeclaration;
  /** As declared. */
  readonly isMember: boolean;
  /** As last applied. */
  readonly roles: Roles;
}

/** Hosts that were set up before. A new host takes the shape that the others are about to have. */
const configuredHosts = (declaration: Declaration, facts: Known): Host[] =>
  allHosts(declaration).flatMap((host) => {
    const roles = facts[host.name]?.manifest?.roles;
    return roles ? [{ host, isMember: isMember(declaration, host), roles }] : [];
  });

/** Adds the members as found: on the way back from `cluster`, the declaration names them no longer. */
function withMembers(stage: Declaration, hosts: readonly Host[]): Declaration {
  const { members } = stage.database;
  const found = hosts.filter(isGalera).map(({ host }) => host.name);
  return members.length > 1 ? stage : { ...stage, database: { ...stage.database, members: found } };
}

/** The last shape of the line whose every part a host has. */
function reached(host: Host): number {
  if (!isDone(host, 'mesh') || !awaitsDatabase(host)) return 0;
  if (isUnfinished(host, 'database', `/${CONVERT_TABLES}`)) return 0;
  if (!(carriesAll(host) && hasCopy(host) && isDone(host, 'sync', isReplicating))) return 1;
  if (!(isDone(host, 'share') && isDone(host, 'wordpress', asksItself))) return 2;
  return host.roles.vpn ? 3 : 4;
}

/** The first shape of the line beyond which a host has nothing. */
function remaining(host: Host): number {
  const { roles } = host;
  if (!roles.mesh) return 0;
  if (!roles.sync && !isGalera(host) && isDone(host, 'mesh') && !carriesAll(host)) return 1;
  if (!isDone(host, 'vpn') || !isDone(host, 'share', exportsUploads)) return 4;
  return isDone(host, 'wordpress', (one) => !asksItself(one)) ? 2 : 3;
}

const hasCopy = (host: Host): boolean => !host.isMember || isDone(host, 'database', isGalera);

/** Whether a role is as it was last applied, if the host has to have it at all. */
const isDone = (host: Host, role: RoleName, also: (host: Host) => boolean = () => true): boolean => {
  if (role === 'wordpress' && host.host.kind === 'primary') return true;
  const entry = host.roles[role];
  return entry !== undefined && (entry.unfinished ?? []).length === 0 && also(host);
};

const textOf = ({ roles }: Host, role: RoleName, path: string): string =>
  roles[role]?.files[path]?.text ?? '';

const carriesAll = (host: Host): boolean => !textOf(host, 'mesh', MESH_CONFIG).includes(QUIET);

const isGalera = ({ roles }: { readonly roles: Roles }): boolean =>
  roles.database?.files[GALERA_CONFIG] !== undefined;

/** A host that only prepared has a key for this, and no configuration. */
const isReplicating = (host: Host): boolean => textOf(host, 'sync', SYNC_CONFIG) !== '';

const asksItself = (host: Host): boolean =>
  textOf(host, 'wordpress', WP_CONFIG).includes("define('DB_HOST', '127.0.0.1');");

/** Whether requests wait while the database restarts, which it does on the way to the second shape. */
const awaitsDatabase = (host: Host): boolean =>
  host.host.kind === 'primary' ||
  asksItself(host) ||
  (textOf(host, 'wordpress', WP_CONFIG).includes('flotilla_await_database') &&
    !isUnfinished(host, 'wordpress', WP_CONFIG));

/** Whether a run that failed or was killed left one item of a role undone. */
const isUnfinished = ({ roles }: Host, role: RoleName, item: string): boolean =>
  roles[role]?.unfinished?.some((address) => address.endsWith(item)) ?? false;

const exportsUploads = (host: Host): boolean =>
  host.host.kind === 'web' || textOf(host, 'share', EXPORTS).includes(`${UPLOADS} `);

/**
 * Whether a host holds the site's only database: it was set up with `single`. A new host that only prepared has packages and
 * directories of the role, and no file.
 */
export function holdsAlone(facts: Facts | undefined): boolean {
  const { vpn, database } = facts?.manifest?.roles ?? {};
  return (
    vpn !== undefined && database?.files[MARIADB_CONFIG] !== undefined && !isGalera({ roles: { database } })
  );
}
