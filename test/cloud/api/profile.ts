import type { FastifyInstance } from 'fastify';
import type { Account } from './account.ts';

/** `/v2/account`. */
export function profileRoutes(api: FastifyInstance, { data, dropletLimit }: Account): void {
  const account = {
    droplet_limit: dropletLimit,
    floating_ip_limit: 3,
    volume_limit: 100,
    email: 'somebody@example.com',
    name: 'Local cloud',
    uuid: data.uuid,
    email_verified: true,
    status: 'active',
    status_message: '',
    team: { uuid: data.uuid, name: 'My Team' },
  };
  api.get('/v2/account', async () => ({ account }));
}
