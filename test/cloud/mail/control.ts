import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parse } from '../api/errors.ts';
import type { Relay } from './relay.ts';
import { RelayMode } from './relay-mode.ts';

/**
 * The control API of the relay, for tests.
 *
 *     PUT    /local/mail/standing    {is: RelayMode}
 *     GET    /local/mail             {mail: string[]}: the accepted mail
 *     DELETE /local/mail
 */
export function addMailRoutes(control: FastifyInstance, relay: Relay): void {
  control.put('/local/mail/standing', async ({ body }, reply) => {
    await relay.setMode(parse(z.strictObject({ is: RelayMode }), body).is);
    return reply.code(204).send();
  });
  control.get('/local/mail', async () => ({ mail: await relay.mail() }));
  control.delete('/local/mail', async (_, reply) => {
    await relay.clear();
    return reply.code(204).send();
  });
}
