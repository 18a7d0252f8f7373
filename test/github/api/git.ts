import type { FastifyInstance, FastifyRequest } from 'fastify';
import { serially } from '../../cloud/runtime/serially.ts';
import type { Caller } from '../actors.ts';
import { pushed } from '../events/push.ts';
import type { Hub } from '../hub.ts';
import { askBackend } from '../repository/backend.ts';
import { differenceOf, readRefs } from '../repository/bare.ts';
import { opens } from '../workflow/permissions.ts';
import { basicCallerOf } from './gate.ts';

/** Serves `http://…/<owner>/<name>.git`, with or without `.git`, to any git client. */
export async function gitRoutes(api: FastifyInstance, hub: Hub): Promise<void> {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('*', (_, payload, done) => done(null, payload));
  const receive = serially((request: FastifyRequest, repository: string, caller: Caller) =>
    receivePack(hub, request, repository, caller),
  );
  api.all('/:owner/:name/*', async (request, reply) => {
    const { owner = '', name = '' } = request.params as Record<string, string>;
    const repository = `${owner}/${name.replace(/\.git$/, '')}`;
    if (!hub.repositories.has(repository)) return reply.code(404).send('Repository not found.\n');
    const caller = basicCallerOf(hub.tokens, request);
    if (!caller) return reply.code(401).header('www-authenticate', 'Basic realm="GitHub"').send();
    const writes = request.url.includes('git-receive-pack');
    if (!opens(caller.permissions, 'contents', writes ? 'write' : 'read'))
      return reply.code(403).send(`Permission to ${repository}.git denied to ${caller.actor.login}.\n`);
    const isPush = writes && request.method === 'POST';
    const answer = isPush
      ? await receive(request, repository, caller)
      : await ask(hub, request, repository, caller);
    return reply.code(answer.status).headers(answer.headers).send(answer.body);
  });
}

const ask = (hub: Hub, request: FastifyRequest, repository: string, { actor }: Caller) => {
  const service = (request.params as Record<string, string>)['*'] ?? '';
  return askBackend(hub.root, `/${repository}.git/${service}`, actor.login, request);
};

/** Runs that a push starts are listed before git reports that the push is complete. */
async function receivePack(hub: Hub, request: FastifyRequest, repository: string, caller: Caller) {
  const git = hub.repositories.get(repository) ?? hub.git;
  const before = await readRefs(git);
  const answer = await ask(hub, request, repository, caller);
  for (const update of differenceOf(before, await readRefs(git)))
    await pushed(hub, repository, update, caller);
  return answer;
}
