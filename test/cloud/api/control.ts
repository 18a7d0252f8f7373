import Fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Account } from './account.ts';
import { AccountState } from './account-state.ts';
import { acceptEmptyBodies } from './bodies.ts';
import { powerOff } from './droplet-life.ts';
import { answerErrors, badRequest, conflict, found, parse } from './errors.ts';
import { FaultOrder, type Faults } from './faults.ts';
import type { Droplet } from './model.ts';

const LinkOrder = z.strictObject({ up: z.boolean(), only: z.enum(['from', 'to']).optional() });

interface OfDroplet {
  /** Name or id. */
  Params: { droplet: string };
}

/**
 * Lets tests change the cloud without its API. It listens on a Unix socket, so nothing in the cloud can reach it.
 *
 *     POST   /local/faults                       a FaultOrder                     -> {id}
 *     GET    /local/faults                                                        -> {faults}
 *     DELETE /local/faults, /local/faults/:id
 *     PUT    /local/lag                          {lists: milliseconds}
 *     PUT    /local/holds/:name, DELETE          a droplet of this name stays `new`, and the DNS of one like
 *                                                `zone example.com` as it is, until the hold is deleted
 *     PUT    /local/standing                     an AccountState: limits, refusals and the status
 *     PUT    /local/vendor-data/:name            {text}: additional vendor data for a new droplet of this name
 *     PUT    /local/links/:droplet               {up: boolean, only?: from | to}             `only` cuts one way
 *     POST   /local/machines/:droplet/power-off  {graceful?: boolean}             cuts the power by default
 */
export function createControl(account: Account, faults: Faults): FastifyInstance {
  const app = Fastify();
  acceptEmptyBodies(app);
  answerErrors(app);
  faultRoutes(app, faults);
  knobRoutes(app, account);
  machineRoutes(app, account);
  return app;
}

function faultRoutes(app: FastifyInstance, faults: Faults): void {
  app.get('/local/faults', async () => ({ faults: faults.list }));
  app.post('/local/faults', async ({ body }, reply) =>
    reply.code(201).send({ id: added(faults, parse(FaultOrder, body)) }),
  );
  app.delete('/local/faults', async (_, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  app.delete<{ Params: { id: string } }>('/local/faults/:id', async ({ params }, reply) => {
    faults.clear(Number(params.id));
    return reply.code(204).send();
  });
}

function added(faults: Faults, order: FaultOrder): number {
  try {
    return faults.add(order);
  } catch (error) {
    throw badRequest(`match.path: ${error instanceof Error ? error.message : error}`);
  }
}

function knobRoutes(app: FastifyInstance, { knobs }: Account): void {
  app.put('/local/lag', async ({ body }, reply) => {
    knobs.listLagMs = parse(z.strictObject({ lists: z.int().nonnegative() }), body).lists;
    return reply.code(204).send();
  });
  app.put('/local/standing', async ({ body }, reply) => {
    knobs.accountState = parse(AccountState, body);
    return reply.code(204).send();
  });
  app.put<{ Params: { name: string } }>('/local/holds/:name', async ({ params }, reply) => {
    knobs.hold(params.name);
    return reply.code(204).send();
  });
  app.delete<{ Params: { name: string } }>('/local/holds/:name', async ({ params }, reply) => {
    knobs.release(params.name);
    return reply.code(204).send();
  });
  app.put<{ Params: { name: string } }>('/local/vendor-data/:name', async ({ params, body }, reply) => {
    knobs.vendorData.set(params.name, parse(z.strictObject({ text: z.string() }), body).text);
    return reply.code(204).send();
  });
}

function machineRoutes(app: FastifyInstance, account: Account): void {
  app.put<OfDroplet>('/local/links/:droplet', async ({ params, body }, reply) => {
    const { up, only } = parse(LinkOrder, body);
    const { id } = dropletOf(account, params.droplet);
    await account.links
      .setLink(id, up ? 'none' : (only ?? 'both'))
      .catch((error: Error) => Promise.reject(conflict(error.message)));
    return reply.code(204).send();
  });
  app.post<OfDroplet>('/local/machines/:droplet/power-off', async ({ params, body }, reply) => {
    const { graceful } = parse(z.strictObject({ graceful: z.boolean().default(false) }), body);
    await powerOff(account, dropletOf(account, params.droplet), graceful);
    account.save();
    return reply.code(204).send();
  });
}

const dropletOf = ({ data }: Account, nameOrId: string): Droplet =>
  found(data.droplets.find(({ id, name }) => name === nameOrId || String(id) === nameOrId));
