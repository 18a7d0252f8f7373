import { setTimeout as wait } from 'node:timers/promises';
import type { LocalCloud } from '../cloud/cloud.ts';

const CALL = `
if [ -n "$BODY" ]; then set -- "$@" -H 'Content-Type: application/json' --data "$BODY"; fi
curl -sS --fail-with-body -H "Authorization: Bearer $DIGITALOCEAN_TOKEN" "$@"`;

/** Attempts while DigitalOcean answers 429, one a second: the runs under test share the token's 250 requests a minute. */
const ATTEMPTS = 70;

/** Calls the local DigitalOcean's API as the account's owner. */
export async function call<T>(
  { environment, run }: LocalCloud,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const url = `${environment.DIGITALOCEAN_API_URL}${path}`;
  const env = { BODY: body === undefined ? '' : JSON.stringify(body) };
  const attempt = () => run(['sh', '-c', CALL, 'call', '-X', method, url], { env });
  let { code, stdout, stderr } = await attempt();
  for (let left = ATTEMPTS; left > 0 && code !== 0 && stdout.includes('"too_many_requests"'); left--) {
    await wait(1_000);
    ({ code, stdout, stderr } = await attempt());
  }
  if (code !== 0) throw new Error(`${method} ${path}: ${stderr}${stdout}`);
  return (stdout === '' ? undefined : JSON.parse(stdout)) as T;
}

interface Address {
  readonly ip_address: string;
}

/** The part of the API's droplet that the tests read. */
export interface DropletAnswer {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly size_slug: string;
  readonly region: { readonly slug: string };
  readonly networks: {
    readonly v4: readonly (Address & { readonly type: string })[];
    readonly v6: readonly Address[];
  };
}

export async function dropletsOf(cloud: LocalCloud): Promise<readonly DropletAnswer[]> {
  return (await call<{ droplets: DropletAnswer[] }>(cloud, 'GET', '/droplets?per_page=200')).droplets;
}

/** Public addresses by host name. */
export async function addressesOf(
  cloud: LocalCloud,
): Promise<Record<string, { ipv4: string; ipv6: string }>> {
  return Object.fromEntries(
    (await dropletsOf(cloud)).map(({ name, networks: { v4, v6 } }) => [
      name,
      {
        ipv4: v4.find(({ type }) => type === 'public')?.ip_address ?? '',
        ipv6: v6[0]?.ip_address ?? '',
      },
    ]),
  );
}
