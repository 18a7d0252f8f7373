import { lockedText } from '../allowance.ts';
import { CloudError } from '../cloud.ts';
import { readAccount } from './account.ts';
import { type Client, createClient, type DigitalOceanOptions } from './client.ts';

/** Whether a token may do one thing. */
export interface Right {
  /** The token's scope, e.g. `droplet:create`. */
  readonly scope: string;
  readonly allowed: boolean;
}

/**
 * What the token may make, and whether the zone is in its account (undefined: it may not look). DigitalOcean tells no token's scopes; but it judges
 * them before the request, so a request for something that can never be made is answered 403 without the right, and
 * 422 with it. Nothing is made.
 */
export async function checkToken(
  options: DigitalOceanOptions,
  zone: string,
): Promise<{ readonly rights: readonly Right[]; readonly hasZone: boolean | undefined }> {
  const client = createClient(options);
  const { api } = client;
  // First, since a wrong token is answered alike everywhere, and so is any token of a locked account.
  const account = await readAccount(client);
  if (account.status === 'locked') throw new Error(lockedText(account));
  const rights = await Promise.all(
    Object.entries(impossible(client)).map(async ([scope, send]) => ({
      scope,
      allowed: (await statusOf(client, scope, send)) !== 403,
    })),
  );
  const find = () => api.domain.getDomain({ name: zone });
  const answer = await statusOf(client, 'domain:read', find);
  const mayLook = { scope: 'domain:read', allowed: answer !== 403 };
  return { rights: [...rights, mayLook], hasZone: answer === 403 ? undefined : answer === undefined };
}

type Send = () => Promise<{ readonly data: unknown }>;

const impossible = ({ api, http }: Client): Record<string, Send> => ({
  'droplet:create': () => api.droplet.createDroplet({ name: '', region: '', size: '', image: '' }),
  'firewall:create': () => api.firewall.createFirewall({ name: '', inbound_rules: [], outbound_rules: [] }),
  'domain:create': () => api.domain.createDomain({ name: '' }),
  'tag:create': () => api.tag.createTag({ name: '' }),
  'uptime:create': () => http.post('/uptime/checks', { name: '' }),
  'ssh_key:create': () => api.sshKey.createSshKey({ name: '', public_key: '' }),
});

/** Undefined where it was answered well. */
async function statusOf({ call }: Client, scope: string, send: Send): Promise<number | undefined> {
  try {
    await call({ doing: `check ${scope}`, scope, send });
    return undefined;
  } catch (error) {
    if (error instanceof CloudError && [400, 403, 404, 422].includes(error.status ?? 0)) return error.status;
    throw error;
  }
}
