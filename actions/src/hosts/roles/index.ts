import {
  allHosts,
  type Declaration,
  type HostDeclaration,
  type HostKind,
} from '../../declaration/declaration.ts';
import { ROLE_ORDER, type RoleContext, type RoleDesired, type RoleName } from '../model/role.ts';
import { base } from './base.ts';
import { database } from './database.ts';
import { mail } from './mail.ts';
import { mesh } from './mesh.ts';
import { proxy } from './proxy.ts';
import type { Port, Probe, Role } from './role.ts';
import { share } from './share.ts';
import { sync } from './sync.ts';
import { vpn } from './vpn.ts';
import { web } from './web.ts';
import { wordpress } from './wordpress.ts';

const BY_NAME: { readonly [Name in RoleName]: Role<Name> } = {
  base,
  vpn,
  mesh,
  database,
  proxy,
  share,
  sync,
  web,
  mail,
  wordpress,
};

/** All roles, in the order in which a host takes them. */
export const ROLES: readonly Role[] = ROLE_ORDER.map((name) => BY_NAME[name]);

/** Labels of the passwords that are derived for the roles. */
export const PASSWORDS: readonly string[] = ROLES.flatMap(({ secrets }) => secrets);

export const PROBES: readonly Probe[] = ROLES.flatMap(({ probes }) => probes);

const rolesOn = (host: HostDeclaration, declaration: Declaration): readonly Role[] =>
  ROLES.filter(({ on }) => on(host, declaration));

/** Names of the roles of a host, in the order in which it takes them. */
export const rolesOf = (host: HostDeclaration, declaration: Declaration): readonly RoleName[] =>
  rolesOn(host, declaration).map(({ name }) => name);

const rolesAmong = (hosts: readonly HostDeclaration[], declaration: Declaration): readonly Role[] =>
  ROLES.filter(({ on }) => hosts.some((host) => on(host, declaration)));

/** Ports on which hosts of a kind listen. */
export const portsOf = (kind: HostKind, declaration: Declaration): readonly Port[] =>
  rolesAmong(
    allHosts(declaration).filter((host) => host.kind === kind),
    declaration,
  )
    .flatMap(({ ports }) => ports)
    .filter(({ on = kind }) => on === kind);

const vpnOnly = (declaration: Declaration): RoleContext['vpnOnly'] =>
  rolesAmong(allHosts(declaration), declaration)
    .flatMap(({ ports }) => ports)
    .filter(({ from }) => from === undefined)
    .map(({ port, protocol = 'tcp' }) => ({ port, protocol }));

/** Everything that a host should have, role by role. */
export const desiredRoles = (context: Omit<RoleContext, 'vpnOnly'>): readonly RoleDesired[] => {
  const { host, declaration } = context;
  return rolesOn(host, declaration).map(({ desired }) =>
    desired({ ...context, vpnOnly: vpnOnly(declaration) }),
  );
};
