import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { attachCloud, type LocalCloud } from '../../cloud/cloud.ts';
import { poll } from '../../cloud/runtime/poll.ts';
import { addressesOf, call, dropletsOf } from '../api.ts';
import { inWordpress, PRIMARY } from '../cluster.ts';
import { ownCloud } from '../own-cloud.ts';
import type { Traffic } from './traffic.ts';

export { PRIMARY };
/** The hosts of the two regions. */
export const WEB = ['host-01', 'host-02'];
export const MEMBERS = [PRIMARY, ...WEB];

/** Three hosts that all hold the database. */
export interface Clustered {
  readonly cloud: LocalCloud;
  /** Contains its `cluster/`. */
  readonly directory: string;
  readonly end: () => Promise<void>;
}

/** `CLUSTERED_CLOUD=NAME DIRECTORY` in place of a new one: a cloud that is up and was applied, and its cluster's folder. */
export async function clustered(name: string): Promise<Clustered> {
  const [attached, directory] = process.env.CLUSTERED_CLOUD?.split(' ') ?? [];
  if (attached && directory) return { cloud: await attachCloud(attached), directory, end: async () => {} };
  const own = await ownCloud(name, ['nyc1', 'sfo3']);
  const file = join(own.directory, 'cluster/cluster.yml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\ndatabase: { topology: cluster }\n`);
  const { code, stdout, stderr } = await own.apply();
  expect(code, stdout + stderr).toBe(0);
  return own;
}

/** What a shell line prints that root runs on a host. */
export async function onHost({ cloud }: Clustered, host: string, line: string): Promise<string> {
  const { code, stdout, stderr } = await cloud.exec(host, ['sh', '-c', line]);
  if (code !== 0) throw new Error(`${host}: ${line}: exit ${code}\n${stdout}${stderr}`);
  return stdout.trim();
}

export const sql = (clustered: Clustered, host: string, query: string): Promise<string> =>
  onHost(clustered, host, `mariadb --batch --skip-column-names --execute="${query}"`);

const SIZE =
  "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'WSREP_CLUSTER_SIZE'";
const STATE = "SHOW STATUS LIKE 'wsrep_local_state_comment'";

/** Seconds until every member is synced and sees all others. */
export async function whole(clustered: Clustered, seconds: number): Promise<number> {
  const began = performance.now();
  const look = async () => {
    const states = MEMBERS.map(
      async (host) => `${await sql(clustered, host, SIZE)} ${await sql(clustered, host, STATE)}`,
    );
    const seen = await Promise.all(states).catch(() => []);
    return seen.length > 0 && seen.every((one) => /^3 .*\tSynced$/.test(one)) ? true : undefined;
  };
  await poll(look, { what: 'all members are synced', timeoutMs: seconds * 1000, everyMs: 200 });
  return (performance.now() - began) / 1000;
}

const control = ({ cloud }: Clustered, method: string, path: string, body?: unknown): Promise<unknown> =>
  cloud.control(method, `/local/${path}`, body);

export const cutPower = (clustered: Clustered, host: string): Promise<unknown> =>
  control(clustered, 'POST', `machines/${host}/power-off`);

/** Plugs the network of a host in or out. */
export const link = (clustered: Clustered, host: string, up: boolean): Promise<unknown> =>
  control(clustered, 'PUT', `links/${host}`, { up });

export async function powerOn({ cloud }: Clustered, host: string): Promise<void> {
  const id = (await dropletsOf(cloud)).find(({ name }) => name === host)?.id;
  await call(cloud, 'POST', `/droplets/${id}/actions`, { type: 'power_on' });
}

const PASSWORD = `require_once ABSPATH . "wp-includes/class-wp-application-passwords.php";
echo "admin:" . WP_Application_Passwords::create_new_application_password(get_user_by("login", "admin")->ID, ["name" => "traffic " . microtime()])[0];`;

/** Runs `fault` under traffic through all web hosts. Returns what readers and writers saw, and when the fault began. */
export async function underTraffic(
  clustered: Clustered,
  fault: () => Promise<void>,
): Promise<Traffic & { readonly beganAt: number }> {
  const login = await onHost(clustered, WEB[0] ?? '', inWordpress(PASSWORD));
  const known = await addressesOf(clustered.cloud);
  const addresses = Object.fromEntries(WEB.map((host) => [host, known[host]?.ipv4]));
  const running = join(tmpdir(), `traffic-${process.pid}-${Date.now()}`);
  writeFileSync(running, '');
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
  const script = [
    'npx',
    'tsx',
    'test/e2e/cluster/traffic.ts',
    running,
    authorization,
    JSON.stringify(addresses),
  ];
  const traffic = clustered.cloud.run(script);
  await poll(async () => (await posts(clustered)) > 0 || undefined, {
    what: 'the first posts',
    timeoutMs: 60_000,
    everyMs: 200,
  });
  const beganAt = Date.now();
  await fault().finally(() => clustered.cloud.run(['rm', running]));
  const { stdout, stderr } = await traffic;
  return { ...(JSON.parse(stdout || `{"error": ${JSON.stringify(stderr)}}`) as Traffic), beganAt };
}

const TITLES =
  "SELECT post_title FROM wordpress.wp_posts WHERE post_title LIKE 'host-0_-%' AND post_status = 'publish'";

const posts = async (clustered: Clustered): Promise<number> =>
  (await sql(clustered, WEB[0] ?? '', TITLES)).split('\n').filter(Boolean).length;

/** Acknowledged posts that a member does not have. Removes them all for the next test. */
export async function lost(clustered: Clustered, { written }: Traffic): Promise<string[]> {
  const missing = await Promise.all(
    MEMBERS.map(async (host) => {
      const has = new Set((await sql(clustered, host, TITLES)).split('\n'));
      return written.flatMap(({ title }) => (has.has(title) ? [] : [`${title} on ${host}`]));
    }),
  );
  await sql(clustered, WEB[0] ?? '', "DELETE FROM wordpress.wp_posts WHERE post_title LIKE 'host-0_-%'");
  return missing.flat();
}
