import type { FastifyInstance } from 'fastify';
import { type Account, listed } from './account.ts';
import { found, unprocessable } from './errors.ts';
import type { Action, Droplet } from './model.ts';
import { page } from './paging.ts';
import { regionBySlug, timestamp } from './wire.ts';

/** `/v2/actions` and the actions of one droplet, which clients poll until `completed` or `errored`. */
export function actionRoutes(api: FastifyInstance, account: Account): void {
  const all = () => listed(account, account.data.actions).toReversed();
  const of = (dropletId: string) => all().filter((action) => String(action.dropletId) === dropletId);
  const view = (id: string) => ({
    action: actionView(found(account.data.actions.find((it) => String(it.id) === id))),
  });

  api.get('/v2/actions', async (request) => page(request, 'actions', all().map(actionView)));
  api.get<{ Params: { id: string } }>('/v2/actions/:id', async ({ params }) => view(params.id));
  api.get<{ Params: { id: string } }>('/v2/droplets/:id/actions', async (request) =>
    page(request, 'actions', of(request.params.id).map(actionView)),
  );
  api.get<{ Params: { action: string } }>('/v2/droplets/:id/actions/:action', async ({ params }) =>
    view(params.action),
  );
}

/** Does `work` in the background. The action shows its status. */
export function startAction(
  account: Account,
  droplet: Droplet,
  type: string,
  work: () => Promise<void>,
): Action {
  const { id: dropletId, region } = droplet;
  const bornAt = account.now();
  const action: Action = {
    id: account.nextId(),
    type,
    status: 'in-progress',
    completedAt: null,
    dropletId,
    region,
    bornAt,
  };
  account.data.actions.push(action);
  account.background.run(async () => {
    const outcome = await work().then(
      () => 'completed' as const,
      (error: unknown) => error,
    );
    finishAction(account, action, outcome === 'completed' ? outcome : 'errored');
    if (outcome !== 'completed') throw outcome;
  });
  return action;
}

export function finishAction(account: Account, action: Action, status: 'completed' | 'errored'): void {
  action.status = status;
  action.completedAt = account.now();
  account.save();
}

export const isBusy = ({ data }: Account, { id }: Droplet): boolean =>
  data.actions.some(({ dropletId, status }) => dropletId === id && status === 'in-progress');

/** @throws DigitalOcean's 422 while another action runs. */
export function refuseIfBusy(account: Account, droplet: Droplet): void {
  if (isBusy(account, droplet)) throw unprocessable('Droplet already has a pending event.');
}

export const actionView = (action: Action) => ({
  id: action.id,
  status: action.status,
  type: action.type,
  started_at: timestamp(action.bornAt),
  completed_at: action.completedAt === null ? null : timestamp(action.completedAt),
  resource_id: action.dropletId,
  resource_type: 'droplet',
  region: regionBySlug(action.region),
  region_slug: action.region,
});
