import type { FastifyInstance } from 'fastify';
import { type Account, dropletLimitOf } from './account.ts';

/** The only e-mail address of the account and its members. */
export const EMAIL = 'somebody@example.com';

/** `/v2/account`. */
export function profileRoutes(api: FastifyInstance, account: Account): void {
  const { data, knobs } = account;
  api.get('/v2/account', async () => ({
    account: {
      droplet_limit: dropletLimitOf(account),
      floating_ip_limit: 3,
      volume_limit: 100,
      email: EMAIL,
      name: 'Local cloud',
      uuid: data.uuid,
      email_verified: data.emailVerified,
      status: knobs.accountState.status,
      status_message: knobs.accountState.message,
      team: { uuid: data.uuid, name: 'My Team' },
    },
  }));
}
