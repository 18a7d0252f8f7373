import type { FastifyInstance } from 'fastify';
import type { Account } from '../api/account.ts';

/** A host as `status` lists it. */
export interface HostLine {
  readonly name: string;
  readonly region: string;
  readonly status: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

/**
 * What the CLI asks about the machines.
 *
 *     GET /local/hosts                -> {hosts: HostLine[]}
 *     GET /local/hosts/:name/entry    -> {words}: what to put before a command to run it there; 404 when it is not on
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
