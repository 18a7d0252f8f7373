import type { AccountState } from '../allowance.ts';
import type { Client } from './client.ts';

export async function readAccount({ api, call }: Pick<Client, 'api' | 'call'>): Promise<AccountState> {
  const send = () => api.account.getAccount();
  const { account } = await call({ doing: 'read the account', scope: 'account:read', send });
  const { droplet_limit: dropletLimit, status, status_message: message } = account;
  const known = status === 'locked' || status === 'warning' ? status : 'active';
  return { dropletLimit, status: known, message: message ?? '' };
}
