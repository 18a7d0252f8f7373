import type { FastifyInstance } from 'fastify';
import { ACTIONS_BOT, isJob } from '../../actors.ts';
import type { Hub } from '../../hub.ts';
import { forbidden, notFound } from '../errors.ts';
import { callerOf } from '../gate.ts';
import type { AddRoute } from '../route.ts';
import { actorView, repositoryView } from '../views/common.ts';

export function repositoryRoutes(add: AddRoute, hub: Hub): void {
  add('GET', '', [], () => ({ ...repositoryView(hub), has_issues: hub.features.issues }));
}

/** The current user. A job's token has none and gets an error. */
export function userRoutes(api: FastifyInstance, hub: Hub): void {
  api.get('/api/v3/user', async (request) => {
    const caller = callerOf(hub.tokens, request);
    if (isJob(caller)) throw forbidden();
    return actorView(caller.actor);
  });
  api.get('/api/v3/users/:login', async (request) => {
    callerOf(hub.tokens, request);
    const { login } = request.params as { login: string };
    const actor = [ACTIONS_BOT, hub.owner].find((each) => each.login === login);
    if (!actor) throw notFound();
    return actorView(actor);
  });
}
