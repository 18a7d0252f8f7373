import { memoryOfHosts } from '../../../actions/src/cloud/memory.ts';
import type { Declaration, HostDeclaration } from '../../../actions/src/declaration/declaration.ts';
import { allHosts } from '../../../actions/src/declaration/declaration.ts';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import type {
  DesiredFile,
  RoleContext,
  RoleDesired,
  RoleName,
} from '../../../actions/src/hosts/model/role.ts';
import { desiredRoles } from '../../../actions/src/hosts/roles/index.ts';
import { fact } from '../../../actions/src/lib/template.ts';
import { DECLARED } from '../declaration/declared.ts';
import { EMPTY_CLOUD } from '../plan/example.ts';

export const webHost = (name: string, vpnAddress: string): HostDeclaration => ({
  name,
  kind: 'web',
  region: 'nyc1',
  size: 's-1vcpu-1gb',
  vpnAddress,
});

export const declaration: Declaration = {
  ...DECLARED,
  vpn: { subnet: '10.8.0.0/24' },
  ssh: { from: ['0.0.0.0/0'] },
  web: [webHost('host-01', '10.8.0.11'), webHost('host-02', '10.8.0.12')],
  alerts: { certificate: false, days: 7, down: false },
};

/** The same hosts with a database, and uploads, on each. */
export const clustered: Declaration = {
  ...declaration,
  database: { ...declaration.database, topology: 'cluster', members: ['sql', 'host-01', 'host-02'] },
};

/** The roles before any droplet exists, unless facts are given. */
export const rolesOn = (
  name: string,
  cluster: Declaration = declaration,
  facts: RoleContext['facts'] = {},
  away: RoleContext['away'] = new Set(),
  accepted: RoleContext['accepted'] = { keys: [cluster.generation], passwords: {} },
): readonly RoleDesired[] => {
  const host = allHosts(cluster).find((candidate) => candidate.name === name);
  if (!host) throw new Error(`no host ${name}`);
  const addressOf = (other: string) => fact(other, 'ipv4');
  const memory = memoryOfHosts(cluster, EMPTY_CLOUD);
  const memoryOf = (other: string) => memory[other] ?? 0;
  return desiredRoles({ declaration: cluster, host, facts, away, accepted, memoryOf, addressOf });
};

export const role = (name: RoleName, roles: readonly RoleDesired[]): RoleDesired => {
  const found = roles.find((candidate) => candidate.role === name);
  if (!found) throw new Error(`no role ${name}`);
  return found;
};

export const fileAt = (path: string, roles: readonly RoleDesired[]): DesiredFile => {
  const found = roles.flatMap(({ files }) => files).find((file) => file.path === path);
  if (!found) throw new Error(`no file ${path}`);
  return found;
};

/** The roles read only the fingerprint and the system from facts. */
export const withFingerprint = (vpnFingerprint: string): Facts => ({
  host: 'any',
  cloudInit: 'done',
  os: 'Debian GNU/Linux 13 (trixie)',
  memoryMiB: 961,
  disk: { freeMiB: 20000, totalMiB: 25000 },
  clock: 0,
  packages: [],
  files: {},
  directories: {},
  links: {},
  present: [],
  units: {},
  commands: {},
  vpnFingerprint,
  certificate: null,
  manifest: null,
});
