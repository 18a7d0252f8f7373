import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Account, listed } from './account.ts';
import { forget, refreshFirewalls } from './enforcement.ts';
import { badRequest, found, parse } from './errors.ts';
import type { Droplet, Tag } from './model.ts';
import { origin, page } from './paging.ts';

/** At most 255 letters, digits, `:`, `-` and `_`. */
export const TagName = z.string().regex(/^[\w:-]{1,255}$/, 'contains invalid characters');

const Resources = z.object({
  resources: z.array(z.object({ resource_id: z.coerce.string(), resource_type: z.string() })),
});

interface ByName {
  Params: { name: string };
}

/** `/v2/tags` and their resources. The local cloud tags only droplets. */
export function tagRoutes(api: FastifyInstance, account: Account): void {
  api.get('/v2/tags', async (request) => {
    const tags = listed(account, account.data.tags);
    return page(
      request,
      'tags',
      tags.map((tag) => tagView(account, tag, origin(request))),
    );
  });
  api.post('/v2/tags', async (request, reply) => {
    const { name } = parse(z.object({ name: z.string() }), request.body);
    if (!TagName.safeParse(name).success)
      throw badRequest(`Error validating resource tag: "tag-name "${name}" contains invalid characters"`);
    return reply.code(201).send({ tag: tagView(account, ensureTag(account, name), origin(request)) });
  });
  api.get<ByName>('/v2/tags/:name', async (request) => ({
    tag: tagView(account, tagBy(account, request.params.name), origin(request)),
  }));
  api.delete<ByName>('/v2/tags/:name', async ({ params }, reply) => {
    removeTag(account, tagBy(account, params.name).name);
    return reply.code(204).send();
  });
  tagResourceRoutes(api, account);
}

function tagResourceRoutes(api: FastifyInstance, account: Account): void {
  api.post<ByName>('/v2/tags/:name/resources', async ({ params, body }, reply) => {
    const { name } = tagBy(account, params.name);
    for (const droplet of tagged(account, body)) droplet.tags = [...new Set([...droplet.tags, name])];
    refreshFirewalls(account);
    return reply.code(204).send();
  });
  api.delete<ByName>('/v2/tags/:name/resources', async ({ params, body }, reply) => {
    const { name } = tagBy(account, params.name);
    for (const droplet of tagged(account, body)) droplet.tags = droplet.tags.filter((tag) => tag !== name);
    refreshFirewalls(account);
    return reply.code(204).send();
  });
}

/** The tag of this name, created if it is missing. Names ignore case, and the first spelling stays. */
export function ensureTag(account: Account, name: string): Tag {
  const tag = account.data.tags.find((other) => other.name.toLowerCase() === name.toLowerCase());
  if (tag) return tag;
  const made = { name, bornAt: account.now() };
  account.data.tags.push(made);
  return made;
}

const tagBy = (account: Account, name: string): Tag =>
  found(account.data.tags.find((tag) => tag.name === name));

/** All droplets in the body. @throws 404 before any change if one is missing. */
function tagged(account: Account, body: unknown): Droplet[] {
  const { resources } = parse(Resources, body);
  const droplets = resources.filter(({ resource_type }) => resource_type === 'droplet');
  return droplets.map(({ resource_id }) =>
    found(account.data.droplets.find(({ id }) => String(id) === resource_id)),
  );
}

function removeTag(account: Account, name: string): void {
  const { data } = account;
  data.tags = data.tags.filter((tag) => tag.name !== name);
  for (const droplet of data.droplets) droplet.tags = droplet.tags.filter((tag) => tag !== name);
  forget(account, name);
}

function tagView({ data }: Account, { name }: Tag, base: string) {
  const droplets = data.droplets.filter(({ tags }) => tags.includes(name));
  const last = droplets.at(-1);
  const counted = {
    count: droplets.length,
    ...(last && { last_tagged_uri: `${base}/v2/droplets/${last.id}` }),
  };
  const none = { count: 0 };
  return {
    name,
    resources: {
      ...counted,
      droplets: counted,
      images: none,
      volumes: none,
      volume_snapshots: none,
      databases: none,
    },
  };
}
