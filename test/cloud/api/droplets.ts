import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Account, listed } from './account.ts';
import { refuseIfBusy } from './actions.ts';
import { type Birth, createDroplets, deleteDroplet } from './droplet-life.ts';
import { dropletRequest } from './droplet-request.ts';
import { dropletView } from './droplet-view.ts';
import { badRequest, found } from './errors.ts';
import type { Droplet } from './model.ts';
import { origin, page } from './paging.ts';
import { snapshotView } from './wire.ts';

interface ById {
  Params: { id: string };
}

interface ListQuery {
  Querystring: { tag_name?: string; name?: string };
}

/** `/v2/droplets`: create one or many, list, get, delete by id and by tag. */
export function dropletRoutes(api: FastifyInstance, account: Account): void {
  api.post('/v2/droplets', async (request, reply) => {
    const births = createDroplets(account, dropletRequest(account, request.body));
    return reply.code(202).send(birthView(account, births, request));
  });
  api.get<ListQuery>('/v2/droplets', async (request) => {
    const droplets = filtered(listed(account, account.data.droplets), request.query);
    return page(
      request,
      'droplets',
      droplets.map((droplet) => dropletView(account, droplet)),
    );
  });
  api.get<ById>('/v2/droplets/:id', async ({ params }) => ({
    droplet: dropletView(account, dropletBy(account, params.id)),
  }));
  api.get<ById>('/v2/droplets/:id/snapshots', async (request) => {
    const { id } = dropletBy(account, request.params.id);
    const snapshots = account.data.snapshots.filter(({ dropletId }) => dropletId === id);
    return page(request, 'snapshots', snapshots.map(snapshotView));
  });
  deletionRoutes(api, account);
}

function deletionRoutes(api: FastifyInstance, account: Account): void {
  api.delete<ById>('/v2/droplets/:id', async ({ params }, reply) => {
    const droplet = dropletBy(account, params.id);
    refuseIfBusy(account, droplet);
    deleteDroplet(account, droplet);
    return reply.code(204).send();
  });
  api.delete<ListQuery>('/v2/droplets', async ({ query }, reply) => {
    if (!query.tag_name) throw badRequest('tag_name is required');
    const droplets = filtered(account.data.droplets, query);
    for (const droplet of droplets) refuseIfBusy(account, droplet);
    for (const droplet of droplets) deleteDroplet(account, droplet);
    return reply.code(204).send();
  });
}

export const dropletBy = ({ data }: Account, id: string): Droplet =>
  found(data.droplets.find((droplet) => String(droplet.id) === id));

/** Tags are case-sensitive here, names are not. */
export function filtered(droplets: readonly Droplet[], query: ListQuery['Querystring']): readonly Droplet[] {
  const { tag_name: tag, name } = query;
  if (tag !== undefined) return droplets.filter(({ tags }) => tags.includes(tag));
  if (name !== undefined)
    return droplets.filter((droplet) => droplet.name.toLowerCase() === name.toLowerCase());
  return droplets;
}

/** A request with `name` returns one droplet. A request with `names` returns a list, even of one. */
function birthView(account: Account, births: readonly Birth[], request: FastifyRequest) {
  const droplets = births.map(({ droplet }) => dropletView(account, droplet));
  const links = {
    actions: births.map(({ action: { id } }) => ({
      id,
      rel: 'create',
      href: `${origin(request)}/v2/actions/${id}`,
    })),
  };
  const many = typeof request.body === 'object' && request.body !== null && 'names' in request.body;
  return many ? { droplets, links } : { droplet: droplets[0], links };
}
