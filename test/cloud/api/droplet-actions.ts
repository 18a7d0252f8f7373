import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Account } from './account.ts';
import { actionView, refuseIfBusy, startAction } from './actions.ts';
import { powerOff, powerOn } from './droplet-life.ts';
import { HostName } from './droplet-request.ts';
import { dropletBy, filtered } from './droplets.ts';
import { parse, unprocessable } from './errors.ts';
import type { Action, Droplet } from './model.ts';
import { sizeBySlug, sizeView } from './wire.ts';

const Order = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.enum(['power_on', 'power_off', 'shutdown', 'reboot', 'power_cycle']) }),
    z.object({ type: z.literal('resize'), size: z.string(), disk: z.boolean().nullish() }),
    z.object({ type: z.literal('rename'), name: HostName }),
    z.object({ type: z.literal('snapshot'), name: z.string().optional() }),
  ],
  'No such action in the local cloud',
);

type Order = z.infer<typeof Order>;
type OrderOf<T extends Order['type']> = Extract<Order, { type: T }>;

/** `POST /v2/droplets/:id/actions`, and the same for all droplets with a tag. */
export function dropletActionRoutes(api: FastifyInstance, account: Account): void {
  api.post<{ Params: { id: string } }>('/v2/droplets/:id/actions', async ({ params, body }, reply) => {
    const droplet = dropletBy(account, params.id);
    return reply.code(201).send({ action: actionView(act(account, droplet, parse(Order, body))) });
  });
  api.post<{ Querystring: { tag_name?: string } }>('/v2/droplets/actions', async ({ query, body }, reply) => {
    const order = parse(Order, body);
    const droplets = filtered(account.data.droplets, { tag_name: query.tag_name ?? '' });
    return reply
      .code(201)
      .send({ actions: droplets.map((droplet) => actionView(act(account, droplet, order))) });
  });
}

function act(account: Account, droplet: Droplet, order: Order): Action {
  refuseIfBusy(account, droplet);
  if (order.type === 'resize') checkResize(droplet, order);
  return startAction(account, droplet, order.type, () => perform(account, droplet, order));
}

async function perform(account: Account, droplet: Droplet, order: Order): Promise<void> {
  switch (order.type) {
    case 'power_on':
      return powerOn(account, droplet);
    case 'power_off':
      return powerOff(account, droplet, false);
    case 'shutdown':
      return powerOff(account, droplet, true);
    case 'reboot':
    case 'power_cycle':
      await powerOff(account, droplet, order.type === 'reboot');
      return powerOn(account, droplet);
    case 'resize':
      return resize(droplet, order);
    case 'rename':
      droplet.name = order.name;
      return;
    case 'snapshot':
      return snapshot(account, droplet, order);
  }
}

function checkResize(droplet: Droplet, { size: slug }: OrderOf<'resize'>): void {
  const size = sizeBySlug(slug);
  if (!size) throw unprocessable('You specified an invalid size for this Droplet.');
  if (!sizeView(size).regions.includes(droplet.region))
    throw unprocessable('Size is not available in this region.');
  if (size.disk < droplet.disk)
    throw unprocessable('This size is not available because it has a smaller disk.');
  if (droplet.status !== 'off')
    throw unprocessable('Droplet is currently on. Please power it off to run this event.');
}

/** The machine gets the new memory at its next power-on. */
function resize(droplet: Droplet, { size, disk }: OrderOf<'resize'>): void {
  droplet.size = size;
  if (disk) droplet.disk = sizeBySlug(size)?.disk ?? droplet.disk;
}

/** Only the entry in lists. There is no copy of the disk, and no droplet can be created from it. */
function snapshot(account: Account, droplet: Droplet, { name }: OrderOf<'snapshot'>): void {
  const { id: dropletId, image, region, disk: minDisk } = droplet;
  const id = account.nextId();
  const bornAt = account.now();
  account.data.snapshots.push({
    id,
    name: name ?? `${droplet.name}-${id}`,
    dropletId,
    image,
    region,
    minDisk,
    bornAt,
  });
}
