import type { Client } from './client.ts';

/** DigitalOcean writes to verified addresses of the account only. */
export async function recipients(
  { api, call }: Client,
  email: string | undefined,
  told: readonly string[],
): Promise<readonly string[]> {
  if (email !== undefined) return [email];
  if (told.length > 0) return told;
  const send = () => api.account.getAccount();
  const { account } = await call({ doing: "read the account's address", scope: 'account:read', send });
  if (account.email_verified) return [account.email];
  throw new Error(
    `DigitalOcean has not verified the account's address ${account.email}, and so would not write to it. ` +
      'Follow the link in its mail, or name another address of the account under `alerts.email`; then apply again.',
  );
}
