import { z } from 'zod';
import type { Caller } from '../../actors.ts';
import { pushed } from '../../events/push.ts';
import type { Hub } from '../../hub.ts';
import { NO_COMMIT } from '../../repository/bare.ts';
import { isAncestor } from '../../repository/commits.ts';
import { gitOr, shaOf } from '../../repository/git.ts';
import { found, parse, unprocessable } from '../errors.ts';
import type { AddRoute } from '../route.ts';
import { repositoryUrl } from '../views/common.ts';
import type { Answer } from '../views/shape.ts';

const newRef = z.object({ ref: z.string().regex(/^refs\/.+\/.+/), sha: z.string() });
const change = z.object({ sha: z.string(), force: z.boolean().default(false) });

export function refRoutes(add: AddRoute, hub: Hub): void {
  add('GET', '/git/ref/*', ['contents:read'], async ({ params }) => {
    const ref = `refs/${params['*']}`;
    return refView(hub, ref, found(await shaOf(hub.git, ref)));
  });
  add('POST', '/git/refs', ['contents:write'], async ({ body, caller, reply }) => {
    const { ref, sha } = parse(newRef, body);
    if (await shaOf(hub.git, ref)) throw unprocessable('Reference already exists');
    await move(hub, { ref, before: NO_COMMIT, after: await existing(hub, sha) }, caller);
    reply.code(201);
    return refView(hub, ref, sha);
  });
  add('PATCH', '/git/refs/*', ['contents:write'], async ({ params, body, caller }) => {
    const { sha, force } = parse(change, body);
    const ref = `refs/${params['*']}`;
    const before = await known(hub, ref);
    const after = await existing(hub, sha);
    if (!force && !(await isAncestor(hub.git, before, after)))
      throw unprocessable('Update is not a fast forward');
    await move(hub, { ref, before, after }, caller);
    return refView(hub, ref, sha);
  });
  add('DELETE', '/git/refs/*', ['contents:write'], async ({ params, caller, reply }) => {
    const ref = `refs/${params['*']}`;
    const before = await known(hub, ref);
    await hub.git(['update-ref', '-d', ref, before]);
    await pushed(hub, hub.place.repository, { ref, before, after: NO_COMMIT }, caller);
    reply.code(204);
  });
}

async function move(hub: Hub, update: { ref: string; before: string; after: string }, caller: Caller) {
  await hub.git(['check-ref-format', update.ref]);
  await hub.git(['update-ref', update.ref, update.after, update.before]);
  await pushed(hub, hub.place.repository, update, caller);
}

async function known(hub: Hub, ref: string): Promise<string> {
  const sha = await shaOf(hub.git, ref);
  if (!sha) throw unprocessable('Reference does not exist');
  return sha;
}

async function existing(hub: Hub, sha: string): Promise<string> {
  const type = await gitOr(hub.git)(['cat-file', '-t', sha]);
  if (type !== 'commit') throw unprocessable('Object does not exist');
  return sha;
}

const refView = ({ place }: Hub, ref: string, sha: string) =>
  ({
    ...{ ref, node_id: `REF_${ref}`, url: `${repositoryUrl(place)}/git/${ref}` },
    object: { type: 'commit', sha, url: `${repositoryUrl(place)}/git/commits/${sha}` },
  }) satisfies Answer<'git', 'getRef'>;
