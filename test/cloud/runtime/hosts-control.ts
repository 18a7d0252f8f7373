import type { FastifyInstance } from 'fastify';
import type { Account } from '../api/account.ts';

/** A host in the list of `status`. */
export interface HostLine {
  readonly name: string;
  readonly region: string;
  readonly status: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

/**
 * The control API for the machines, for the CLI.
 *
 *     GET /local/hosts                -> {hosts: HostLine[]}
 *     GET /local/hosts/:name/entry    -> {words}: the prefix that runs a command there; 404 if it is off
 */
export function addHostRoutes(control: FastifyInstance, { data, machines }: Account): void {
  control.get('/local/hosts', async () => ({
    hosts: data.droplets.map(({ name, region, status, ipv4, ipv6 }) => ({
      name,
      region,
      status,
      ipv4,
      ipv6,
    })),
  }));
  control.get<{ Params: { name: string } }>('/local/hosts/:name/entry', async ({ params }, reply) => {
    const on = data.droplets.filter(({ id }) => machines.isRunning(id));
    const droplet = on.find(({ name }) => name === params.name);
    if (droplet) return { words: machines.entry(droplet.id) };
    const others = on.map(({ name }) => name).join(', ') || 'none';
    return reply.code(404).send({ message: `No host "${params.name}" is on; those that are: ${others}` });
  });
}
