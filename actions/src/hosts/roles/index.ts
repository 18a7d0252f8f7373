import type { HostDeclaration } from '../../declaration/declaration.ts';
import type { Role, RoleContext, RoleDesired, RoleName } from '../model/role.ts';
import { base } from './base.ts';
import { database } from './database.ts';
import { mail } from './mail.ts';
import { share } from './share.ts';
import { vpn } from './vpn.ts';
import { web } from './web.ts';
import { wordpress } from './wordpress.ts';

const ROLES: Readonly<Record<RoleName, Role>> = { base, vpn, database, share, web, mail, wordpress };

/** The roles of a host, in the order it takes them. */
export const rolesOf = (host: HostDeclaration): readonly RoleName[] =>
  host.kind === 'primary'
    ? ['base', 'vpn', 'database', 'share']
    : ['base', 'vpn', 'share', 'web', 'mail', 'wordpress'];

/** All that a host should have, role by role. */
export const desiredRoles = (context: RoleContext): readonly RoleDesired[] =>
  rolesOf(context.host).map((role) => ROLES[role](context));
