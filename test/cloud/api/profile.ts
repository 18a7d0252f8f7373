import type { FastifyInstance } from 'fastify';
import type { Account } from './account.ts';

/** The only address that the account, or anybody in it, has. */
export const EMAIL = 'somebody@example.com';

/** `/v2/account`. */
export function profileRoutes(api: FastifyInstance, { data, dropletLimit }: Account): void {
  api.get('/v2/account', async () => ({
    account: {
      droplet_limit: dropletLimit,
      floating_ip_limit: 3,
      volume_limit: 100,
      email: EMAIL,
      name: 'Local cloud',
      uuid: data.uuid,
      email_verified: data.emailVerified,
      status: 'active',
      status_message: '',
      team: { uuid: data.uuid, name: 'My Team' },
    },
  }));
}
