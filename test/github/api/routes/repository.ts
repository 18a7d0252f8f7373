import type { FastifyInstance } from 'fastify';
import { ACTIONS_BOT, isJob } from '../../actors.ts';
import type { Hub } from '../../hub.ts';
import { shaOf } from '../../repository/git.ts';
import { forbidden, found, notFound } from '../errors.ts';
import { callerOf } from '../gate.ts';
import type { AddRoute } from '../route.ts';
import { actorView, repositoryUrl, repositoryView } from '../views/common.ts';
import type { Answer } from '../views/shape.ts';

export function repositoryRoutes(add: AddRoute, hub: Hub): void {
  add('GET', '', [], () => repositoryView(hub));
  add('GET', '/commits/*', ['contents:read'], async ({ params }) => {
    const sha = found(await shaOf(hub.git, params['*'] ?? ''));
    const [message = '', parents = ''] = (await hub.git(['show', '-s', '--format=%B%x00%P', sha])).split(
      '\0',
    );
    return {
      ...{ sha, url: `${repositoryUrl(hub.place)}/commits/${sha}`, commit: { message: message.trim() } },
      parents: parents
        .split(' ')
        .filter(Boolean)
        .map((parent) => ({ sha: parent, url: '' })),
    } satisfies Answer<'repos', 'getCommit'>;
  });
}

/** Who one is. A job's token is no user: it is told so. */
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
