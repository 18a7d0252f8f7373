import type { createApiClient } from 'dots-wrapper';
import type { AccountState } from '../allowance.ts';
import type { Call } from './retry.ts';

interface Asker {
  readonly api: ReturnType<typeof createApiClient>;
  readonly call: Call;
}

export async function readAccount({ api, call }: Asker): Promise<AccountState> {
  const send = () => api.account.getAccount();
  const { account } = await call({ doing: 'read the account', scope: 'account:read', send });
  const { droplet_limit: dropletLimit, status, status_message: message } = account;
  const known = status === 'locked' || status === 'warning' ? status : 'active';
  return { dropletLimit, status: known, message: message ?? '' };
}
