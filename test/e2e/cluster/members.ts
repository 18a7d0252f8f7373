import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalCloud } from '../../cloud/cloud.ts';
import { poll } from '../../cloud/runtime/poll.ts';
import { addressesOf, call, dropletsOf } from '../api.ts';
import { AS_PHP, inWordpress } from '../cluster.ts';
import type { Traffic } from './traffic.ts';

/** A cluster whose hosts all hold the database. */
export interface Members {
  readonly cloud: LocalCloud;
  readonly primary: string;
  readonly web: readonly string[];
}

export const namesOf = ({ primary, web }: Members): string[] => [primary, ...web];

/** What a shell line prints that root runs on a host. */
export async function onHost({ cloud }: Members, host: string, line: string): Promise<string> {
  const { code, stdout, stderr } = await cloud.exec(host, ['sh', '-c', line]);
  if (code !== 0) throw new Error(`${host}: ${line}: exit ${code}\n${stdout}${stderr}`);
  return stdout.trim();
}

export const sql = (members: Members, host: string, query: string): Promise<string> =>
  onHost(members, host, `mariadb --batch --skip-column-names --execute="${query}"`);

const SIZE =
  "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'WSREP_CLUSTER_SIZE'";
const STATE = "SHOW STATUS LIKE 'wsrep_local_state_comment'";

/** Seconds until every member is synced and sees all others. */
export async function whole(members: Members, seconds: number): Promise<number> {
  const began = performance.now();
  const look = async () => {
    const states = namesOf(members).map(
      async (host) => `${await sql(members, host, SIZE)} ${await sql(members, host, STATE)}`,
    );
    const seen = await Promise.all(states).catch(() => []);
    return seen.length > 0 &&
      seen.every((one) => one.startsWith(`${seen.length} `) && one.endsWith('\tSynced'))
      ? true
      : undefined;
  };
  await poll(look, { what: 'all members are synced', timeoutMs: seconds * 1000, everyMs: 200 });
  return (performance.now() - began) / 1000;
}

/** Waits until the other members go on without one that fell silent. */
export async function leftOut(members: Members, silent: string): Promise<void> {
  const others = namesOf(members).filter((host) => host !== silent);
  const look = async () => {
    const sizes = await Promise.all(others.map((host) => sql(members, host, SIZE)));
    return sizes.every((size) => Number(size) === others.length) || undefined;
  };
  await poll(look, { what: `the others leave out ${silent}`, timeoutMs: 60_000, everyMs: 200 });
}

const control = ({ cloud }: Members, method: string, path: string, body?: unknown): Promise<unknown> =>
  cloud.control(method, `/local/${path}`, body);

export const cutPower = (members: Members, host: string): Promise<unknown> =>
  control(members, 'POST', `machines/${host}/power-off`);

/** Plugs the network of a host in or out; `only` cuts what comes from the host, or what goes to it. */
export const link = (members: Members, host: string, up: boolean, only?: 'from' | 'to'): Promise<unknown> =>
  control(members, 'PUT', `links/${host}`, { up, only });

export async function powerOn({ cloud }: Members, host: string): Promise<void> {
  const id = (await dropletsOf(cloud)).find(({ name }) => name === host)?.id;
  await call(cloud, 'POST', `/droplets/${id}/actions`, { type: 'power_on' });
}

const PASSWORD = `require_once ABSPATH . "wp-includes/class-wp-application-passwords.php";
echo "admin:" . WP_Application_Passwords::create_new_application_password(get_user_by("login", "admin")->ID, ["name" => "traffic " . microtime()])[0];`;

const UPLOAD = `cd /srv/flotilla/uploads && ${AS_PHP} sh -c 'echo seen >traffic.txt'`;

/** Runs `fault` under traffic through all web hosts: by default 20 reads a second. Returns what readers and writers saw. */
export async function underTraffic(
  members: Members,
  fault: () => Promise<void>,
  everyMs = 50,
): Promise<Traffic> {
  const login = await onHost(members, members.web[0] ?? '', inWordpress(PASSWORD));
  await onHost(members, members.web[0] ?? '', UPLOAD);
  const known = await addressesOf(members.cloud);
  const addresses = Object.fromEntries(members.web.map((host) => [host, known[host]?.ipv4]));
  const running = join(tmpdir(), `traffic-${process.pid}-${Date.now()}`);
  writeFileSync(running, '');
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
  const program = ['node', '--import', 'tsx', 'test/e2e/cluster/traffic.ts'];
  const traffic = members.cloud.run([
    ...program,
    running,
    authorization,
    JSON.stringify(addresses),
    String(everyMs),
  ]);
  await poll(async () => (await posts(members)) > 0 || undefined, {
    what: 'the first posts',
    timeoutMs: 60_000,
    everyMs: 200,
  });
  await fault().finally(() => rmSync(running));
  const { code, stdout, stderr } = await traffic;
  if (code !== 0) throw new Error(`The traffic ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

const TITLES =
  "SELECT post_title FROM wordpress.wp_posts WHERE post_title LIKE 'host-0_-%' AND post_status = 'publish'";

const posts = async (members: Members): Promise<number> =>
  (await sql(members, members.primary, TITLES)).split('\n').filter(Boolean).length;

/** Acknowledged posts that a member does not have. Removes them all for the next test. */
export async function lost(members: Members, { written }: Traffic): Promise<string[]> {
  const missing = await Promise.all(
    namesOf(members).map(async (host) => {
      const has = new Set((await sql(members, host, TITLES)).split('\n'));
      return written.flatMap(({ title }) => (has.has(title) ? [] : [`${title} on ${host}`]));
    }),
  );
  await sql(members, members.primary, "DELETE FROM wordpress.wp_posts WHERE post_title LIKE 'host-0_-%'");
  return missing.flat();
}
