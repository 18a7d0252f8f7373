import { lockedText } from '../allowance.ts';
import { CloudError } from '../cloud.ts';
import { readAccount } from './account.ts';
import { type Client, createClient, type DigitalOceanOptions } from './client.ts';

/** Whether a token may do one thing. */
export interface Right {
  /** The token's scope, e.g. `droplet:create`. */
  readonly scope: string;
  /** Whether it changes the account. */
  readonly writes: boolean;
  readonly allowed: boolean;
}

const NO_ID = '00000000-0000-0000-0000-000000000000';
const NO_NAME = 'flotilla-rights-check.invalid';

/**
 * Returns the token's rights, and whether the zone is in its account (undefined if the token cannot read zones). DigitalOcean
 * has no request that lists a token's scopes, but it checks them before the request itself. So each right is tested with a
 * request that cannot succeed: 403 means that the right is missing, 404 or 422 that it is there. Nothing is created or changed.
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
  const asked = { ...harmless(client), ...impossible(client) };
  const rights = await Promise.all(
    Object.entries(asked).map(async ([scope, send]) => ({
      ...{ scope, writes: !scope.endsWith(':read') },
      allowed: (await statusOf(client, scope, send)) !== 403,
    })),
  );
  const answer = await statusOf(client, 'domain:read', () => api.domain.getDomain({ name: zone }));
  const mayLook = { scope: 'domain:read', writes: false, allowed: answer !== 403 };
  return { rights: [...rights, mayLook], hasZone: answer === 403 ? undefined : answer === undefined };
}

type Send = () => Promise<{ readonly data: unknown }>;

const harmless = ({ http }: Client): Record<string, Send> => ({
  'droplet:read': () => http.get('/droplets?per_page=1'),
  'firewall:read': () => http.get('/firewalls?per_page=1'),
  'tag:read': () => http.get('/tags?per_page=1'),
  'uptime:read': () => http.get('/uptime/checks?per_page=1'),
  'ssh_key:read': () => http.get('/account/keys?per_page=1'),
});

const impossible = ({ api, http }: Client): Record<string, Send> => ({
  'droplet:create': () => api.droplet.createDroplet({ name: '', region: '', size: '', image: '' }),
  'firewall:create': () => api.firewall.createFirewall({ name: '', inbound_rules: [], outbound_rules: [] }),
  'domain:create': () => api.domain.createDomain({ name: '' }),
  'tag:create': () => api.tag.createTag({ name: '' }),
  'uptime:create': () => http.post('/uptime/checks', { name: '' }),
  'ssh_key:create': () => api.sshKey.createSshKey({ name: '', public_key: '' }),
  'droplet:update': () => http.post('/droplets/0/actions', { type: '' }),
  'firewall:update': () => http.put(`/firewalls/${NO_ID}`, { name: '' }),
  'domain:update': () => http.put(`/domains/${NO_NAME}/records/0`, { type: '' }),
  'droplet:delete': () => http.delete('/droplets/0'),
  'firewall:delete': () => http.delete(`/firewalls/${NO_ID}`),
  'domain:delete': () => http.delete(`/domains/${NO_NAME}/records/0`),
  'ssh_key:delete': () => http.delete('/account/keys/0'),
});

/** Undefined where it was answered well. */
async function statusOf({ call }: Client, scope: string, send: Send): Promise<number | undefined> {
  try {
    await call({ doing: `check ${scope}`, scope, send });
    return undefined;
  } catch (error) {
    if (error instanceof CloudError && REFUSALS.includes(error.status ?? 0)) return error.status;
    throw error;
  }
}

const REFUSALS: readonly number[] = [400, 403, 404, 405, 409, 422];
