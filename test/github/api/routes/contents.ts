import { z } from 'zod';
import { pushed } from '../../events/push.ts';
import type { Hub } from '../../hub.ts';
import { DEFAULT_BRANCH } from '../../repository/bare.ts';
import { commit, treeWith } from '../../repository/commits.ts';
import { gitOr, linesOf, shaOf } from '../../repository/git.ts';
import { found, GitHubError, parse, unprocessable } from '../errors.ts';
import type { AddRoute } from '../route.ts';
import { repositoryUrl } from '../views/common.ts';
import type { Answer } from '../views/shape.ts';

const file = z.object({
  ...{ message: z.string(), content: z.base64(), branch: z.string().default(DEFAULT_BRANCH) },
  sha: z.string().optional(),
});

export function contentRoutes(add: AddRoute, hub: Hub): void {
  add('GET', '/contents/*', ['contents:read'], async ({ params, query }) => {
    const commitId = found(await shaOf(hub.git, query.ref ?? DEFAULT_BRANCH));
    return contentAt(hub, commitId, params['*'] ?? '');
  });
  add('PUT', '/contents/*', ['contents:write'], async ({ params, body, caller, reply }) => {
    const path = params['*'] ?? '';
    const { branch, content, message, sha } = parse(file, body);
    const before = await branchTip(hub, branch);
    const old = await entryAt(hub, before, path);
    refuseStale(path, old?.sha, sha);
    const tree = await treeWith(hub.git, before, path, Buffer.from(content, 'base64').toString());
    const after = await commit(hub.git, { tree, parents: [before], message, author: caller.actor });
    const update = { ref: `refs/heads/${branch}`, before, after };
    await hub.git(['update-ref', update.ref, after, before]);
    await pushed(hub, hub.place.repository, update, caller);
    reply.code(old ? 200 : 201);
    return { content: await fileAt(hub, after, path), commit: { sha: after, message } };
  });
}

async function branchTip(hub: Hub, branch: string): Promise<string> {
  const tip = await shaOf(hub.git, `refs/heads/${branch}`);
  if (!tip) throw new GitHubError(404, `Branch ${branch} not found`);
  return tip;
}

/** To overwrite a file, a request must name the version that it replaces. */
function refuseStale(path: string, old: string | undefined, given: string | undefined): void {
  if (old === given) return;
  if (given === undefined) throw unprocessable(`Invalid request.\n\n"sha" wasn't supplied.`);
  throw new GitHubError(409, `${path} does not match ${given}`);
}

async function contentAt(hub: Hub, commitId: string, path: string) {
  const { type } = found(await entryAt(hub, commitId, path));
  if (type === 'blob') return fileAt(hub, commitId, path);
  const listed = linesOf(await hub.git(['ls-tree', '--name-only', commitId, `${path}/`]));
  return Promise.all(listed.map((each) => entryView(hub, commitId, each)));
}

async function fileAt(hub: Hub, commitId: string, path: string) {
  const text = await hub.git(['cat-file', 'blob', `${commitId}:${path}`]);
  const size = Number(await hub.git(['cat-file', '-s', `${commitId}:${path}`]));
  // The reader of git's output strips one line ending.
  const content = Buffer.byteLength(text) < size ? `${text}\n` : text;
  const encoded = { encoding: 'base64', content: Buffer.from(content).toString('base64') } as const;
  const view = { ...(await entryView(hub, commitId, path)), ...encoded, type: 'file' as const, size };
  return view satisfies Answer<'repos', 'getContent'>;
}

async function entryView(hub: Hub, commitId: string, path: string) {
  const { type, sha } = found(await entryAt(hub, commitId, path));
  const kind = type === 'tree' ? ('dir' as const) : ('file' as const);
  const url = `${repositoryUrl(hub.place)}/contents/${path}`;
  return { type: kind, name: path.split('/').at(-1) ?? '', path, sha, size: 0, url };
}

async function entryAt(hub: Hub, commitId: string, path: string) {
  const [line = ''] = linesOf((await gitOr(hub.git)(['ls-tree', commitId, path])) ?? '');
  const [, type, sha] = /^\d+ (\w+) (\w+)\t/.exec(line) ?? [];
  return type && sha ? { type, sha } : undefined;
}
