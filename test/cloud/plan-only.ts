import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createApi } from './api/api.ts';
import type { Links, Machines, Names } from './ports.ts';

/** Ports for an account in which nothing is ever created, because only a plan runs against it. */
const nothing = () => {
  throw new Error('A plan makes nothing.');
};
const links: Links = { enforce: async () => {}, setLink: nothing, attach: nothing, detach: nothing };
const machines: Machines = {
  powerOn: nothing,
  powerOff: nothing,
  destroy: nothing,
  isRunning: () => false,
  entry: nothing,
};
const names: Names = { publish: nothing, remove: nothing };

/**
 * Runs a command against the local DigitalOcean of an empty account, on loopback, with a token that may only read.
 * Needs no root. Resolves to the command's exit code.
 */
export async function planOnly([command = '', ...options]: readonly string[]): Promise<number> {
  const token = `dop_v1_${randomBytes(32).toString('hex')}`;
  const { api } = await createApi({ machines, links, names, tokens: [{ token, scope: 'read' }] });
  await api.listen({ host: '127.0.0.1', port: 0 });
  const { port } = api.server.address() as AddressInfo;
  const env = {
    ...process.env,
    DIGITALOCEAN_API_URL: `http://127.0.0.1:${port}/v2`,
    DIGITALOCEAN_TOKEN: token,
    CLUSTER_SECRET: randomBytes(32).toString('hex'),
  };
  const child = spawn(command, options, { stdio: 'inherit', env });
  const [code] = await once(child, 'close');
  await api.close();
  return code ?? 1;
}
