import { type Declaration, hasCluster, hasSingle } from '../../../declaration/declaration.ts';
import type { RoleContext } from '../../model/role.ts';
import { halvesOf, networkOf } from '../network.ts';
import type { PartCommand } from '../parts.ts';
import { MESH_INTERFACE, MESH_UNIT } from '../shared.ts';

/** In the mesh's configuration, while it carries nothing. `plan/conversion.ts` recognises it. */
export const QUIET = 'Table = off';

/**
 * The host's address and how its network leads to the others. Next to OpenVPN, which has a route to the same network, the
 * mesh either has no route at all or two of half the size: the kernel prefers the smaller ones.
 */
export function addressLines({ host, declaration }: Pick<RoleContext, 'host' | 'declaration'>): string {
  const { subnet } = declaration.vpn;
  if (!hasCluster(declaration)) return `Address = ${host.vpnAddress}/32\n${QUIET}`;
  const [, prefix] = networkOf(subnet).cidr.split('/');
  const halves = hasSingle(declaration) ? halvesOf(subnet) : [];
  return [
    `Address = ${host.vpnAddress}/${prefix}`,
    ...halves.map((half) => `PostUp = ip route replace ${half} dev %i`),
  ].join('\n');
}

const routes = `ip -4 route show dev ${MESH_INTERFACE} 2>/dev/null`;

/** A reload of the mesh changes its peers and no route. Only while the topology changes do the routes of a running mesh change. */
export function routesInUse(declaration: Declaration): PartCommand[] {
  if (!declaration.database.beside) return [];
  const [half = ''] = halvesOf(declaration.vpn.subnet);
  const carries = hasCluster(declaration);
  return [
    {
      name: 'routes',
      summary: carries
        ? 'send what is for the other hosts through the mesh'
        : 'send nothing through the mesh yet',
      check: carries ? `${routes} | grep -q '^${half} '` : `test -z "$(${routes})"`,
      run: `systemctl restart ${MESH_UNIT}`,
    },
  ];
}
