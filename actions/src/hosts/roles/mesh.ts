import { allHosts, hasCluster } from '../../declaration/declaration.ts';
import type { Template } from '../../lib/template.ts';
import type { RoleContext } from '../model/role.ts';
import { WIREGUARD } from './mesh/identity.ts';
import { keyInUse, keyPair } from './mesh/key.ts';
import { addressLines, routesInUse } from './mesh/routes.ts';
import { directory, file, type Part, running, UNITS } from './parts.ts';
import { identityOf } from './peers.ts';
import { role } from './role.ts';
import { IDENTITIES, MESH_CONFIG, MESH_KEY, MESH_PORT, MESH_UNIT, WRITTEN } from './shared.ts';

/** Takes over changed peers. Links to the others stay up. */
const reload = {
  name: 'reload the mesh',
  command: `systemctl reload-or-restart ${MESH_UNIT}`,
  restarts: MESH_UNIT,
};

/**
 * Every host has a WireGuard link to every other. Public keys are facts; each private key is made on its host and never
 * leaves it. `wg-quick` uses the kernel's WireGuard, and `wireguard-go` where the kernel has none.
 */
export const mesh = role('mesh', {
  on: (_, declaration) => hasCluster(declaration) || declaration.database.beside === 'mesh',
  ports: [{ port: MESH_PORT, protocol: 'udp', from: 'all hosts' }],
  secrets: [],
  probes: [],
  parts: (c) => [link(c)],
});

const link = (context: RoleContext): Part => ({
  packages: ['wireguard-tools', 'wireguard-go'],
  directories: [directory(IDENTITIES), directory(`${UNITS}/${MESH_UNIT}.d`)],
  prepare: [keyPair],
  files: [
    file(MESH_CONFIG, meshConfig(context), { notify: [reload] }),
    file(`${UNITS}/${MESH_UNIT}.d/flotilla.conf`, DROP_IN, { notify: [reload] }),
  ],
  units: running(MESH_UNIT),
  commands: [keyInUse, ...routesInUse(context.declaration)],
});

/** Each host's address routes to that host alone. Nothing here differs when another host comes or goes but its own lines. */
const meshConfig = (context: RoleContext): Template => {
  const { host, declaration } = context;
  const others = allHosts(declaration).filter(({ name }) => name !== host.name);
  return `${WRITTEN}
[Interface]
${addressLines(context)}
ListenPort = ${MESH_PORT}
PostUp = wg set %i private-key ${MESH_KEY}
${others.map(({ name, vpnAddress }) => peer(name, vpnAddress, context)).join('')}`;
};

const peer = (name: string, vpnAddress: string, context: RoleContext): Template => `
[Peer]
# ${name}
PublicKey = ${identityOf(name, WIREGUARD, context)}
Endpoint = ${context.addressOf(name)}:${MESH_PORT}
AllowedIPs = ${vpnAddress}/32
`;

/** `syncconf` without a private key would remove the one in use (wg(8)), so the reload adds it. */
const DROP_IN: Template = `${WRITTEN}
[Unit]
StartLimitIntervalSec=0

[Service]
ExecReload=
ExecReload=/bin/bash -c 'exec wg syncconf %i <(wg-quick strip %i; printf "[Interface]\\nPrivateKey = "; cat ${MESH_KEY})'
Restart=on-failure
RestartSec=2
`;
