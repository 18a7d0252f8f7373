import { hasSingle } from '../../declaration/declaration.ts';
import { role } from './role.ts';
import { VPN_PORT } from './shared.ts';
import { client } from './vpn/client.ts';
import { server } from './vpn/server.ts';

/**
 * A star: each web host has one tunnel to the primary, and both ends identify each other by the fingerprint of the
 * certificate. There is no certificate authority to guard; every key is made on its host and never leaves it.
 */
export const vpn = role('vpn', {
  on: (_, declaration) => hasSingle(declaration),
  ports: [{ port: VPN_PORT, protocol: 'udp', from: 'web hosts', on: 'primary' }],
  secrets: [],
  probes: [],
  parts: (c) => [c.host.kind === 'primary' ? server(c) : client(c)],
});
