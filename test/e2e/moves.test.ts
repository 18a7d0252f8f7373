import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressesOf, call, dropletsOf } from './api.ts';
import { AS_DECLARED, DOMAIN, plain, type Ran } from './cluster.ts';
import { type OwnCloud, ownCloud } from './own-cloud.ts';

const MINUTES = { timeout: 400_000 };
const STRANGER = '198.51.100.9';

let own: OwnCloud;
beforeAll(async () => {
  own = await ownCloud('e2e-moves', ['nyc1', 'sfo3']);
  const file = join(own.directory, 'cluster/cluster.yml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\ndns: { ttl: 30 }\n`);
});
afterAll(() => own.end());

const region = (slug: string): string => join(own.directory, 'cluster/regions', `${slug}.yml`);
const droplet = async (host: string) => (await dropletsOf(own.cloud)).find(({ name }) => name === host);

/** The inputs that the refused run asks for. */
function asked({ code, stdout, stderr }: Ran, reason: RegExp): Record<string, string> {
  expect(code, stdout).toBe(1);
  expect(plain(stderr)).toMatch(reason);
  return { confirm: /enter ([0-9a-f]{12}) under "confirm"/.exec(stderr)?.[1] ?? '' };
}

async function applied(inputs: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await own.apply({ inputs });
  expect(code, stdout + stderr).toBe(0);
  expect(plain((await own.plan()).stdout)).toMatch(AS_DECLARED);
  return plain(stdout);
}

async function rotation(): Promise<string[]> {
  const { stdout } = await own.cloud.run(['sh', '-c', `getent ahostsv4 ${DOMAIN} | cut -d' ' -f1 | sort -u`]);
  return stdout.trim().split('\n');
}

const inRotation = async (hosts: readonly string[]): Promise<void> => {
  const known = await addressesOf(own.cloud);
  expect(await rotation()).toEqual(hosts.map((host) => known[host]?.ipv4).sort());
};

const writes = async (): Promise<number> =>
  (await own.cloud.journal()).filter(({ method }) => method !== 'GET').length;

test(
  "a site's record that is another's stops the plan; adopted, it is shown and then points here",
  MINUTES,
  async () => {
    const record = { type: 'A', name: 'test', data: STRANGER, ttl: 1800 };
    await call(own.cloud, 'POST', '/domains', { name: 'example.com' });
    await call(own.cloud, 'POST', '/domains/example.com/records', record);
    const before = await writes();
    const clash = await own.apply();
    expect(clash.code).toBe(1);
    expect(plain(clash.stderr)).toMatch(/run workflow and tick "adopt"/i);
    const confirmed = asked(
      await own.apply({ inputs: { adopt: 'true' } }),
      new RegExp(`\\(${STRANGER}\\), which this cluster did not create, is taken over`),
    );
    expect(await writes()).toBe(before);
    await applied({ adopt: 'true', ...confirmed });
    await inRotation(['host-01', 'host-02']);
  },
);

const order = (fault: object) => own.cloud.control('POST', '/local/faults', fault);
const ORDERS = { method: 'POST', path: '/v2/droplets/\\d+/actions$' };
const SMALL = 's-1vcpu-1gb';
const LARGE = 's-1vcpu-2gb';

function resize(slug: string, from: string, to: string): void {
  const file = region(slug);
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(from, to));
}

test(
  'undoes refused resizes: the primary is on, the lease held, the host in the rotation',
  MINUTES,
  async () => {
    const files = ['nyc1', 'sfo3'].map((slug) => [region(slug), readFileSync(region(slug), 'utf8')] as const);
    writeFileSync(
      region('nyc1'),
      `hosts:\n  sql: { primary: true, size: ${LARGE} }\n  host-01: { size: ${SMALL} }\n`,
    );
    resize('sfo3', SMALL, LARGE);
    const confirmed = asked(await own.apply(), /sql, the primary, is shut down/);
    // For each droplet: shutdown, resize, power on.
    for (const nth of [2, 5]) await order({ match: ORDERS, nth, fault: { status: 422 } });
    const { code, stdout, stderr } = await own.apply({ inputs: confirmed });
    await own.cloud.control('DELETE', '/local/faults');
    for (const [file, text] of files) writeFileSync(file, text);
    expect(code, stdout).toBe(1);
    expect(plain(stderr)).toMatch(/^sql: Cannot resize droplet .* The host is up again with size s-\S+\.$/m);
    expect(plain(stderr)).toMatch(
      /^host-02: Cannot resize droplet .* The host is up again with size s-1vcpu-1gb and serves as before\.$/m,
    );
    await inRotation(['host-01', 'host-02']);
    expect(plain((await own.plan()).stdout)).toMatch(AS_DECLARED);
  },
);

test('a web host is resized in place and is out of the rotation meanwhile', MINUTES, async () => {
  const was = await droplet('host-02');
  resize('sfo3', SMALL, LARGE);
  const confirmed = asked(
    await own.apply(),
    /host-02 would be restarted. Meanwhile only one other host serves the site/,
  );
  // DigitalOcean accepts the shutdown, and then does not answer for longer than one request's retries.
  const unavailable = { status: 503, retryAfter: 0 };
  await order({ match: { method: 'GET', path: '/v2/droplets/\\d+$' }, times: 9, fault: unavailable });
  await applied(confirmed);
  await own.cloud.control('DELETE', '/local/faults');
  expect(await droplet('host-02')).toMatchObject({ id: was?.id, size_slug: 's-1vcpu-2gb', status: 'active' });
  await inRotation(['host-01', 'host-02']);
});

test(
  'a host moves to another region, and the new droplet serves before the old one is deleted',
  MINUTES,
  async () => {
    const was = await droplet('host-02');
    renameSync(region('sfo3'), region('tor1'));
    const confirmed = asked(await own.apply(), /host-02 is recreated and its old droplet destroyed/);
    await applied(confirmed);
    const now = await droplet('host-02');
    expect(now).toMatchObject({ region: { slug: 'tor1' }, status: 'active' });
    expect(now?.id).not.toBe(was?.id);
    await inRotation(['host-01', 'host-02']);
    const journal = await own.cloud.journal();
    const order = journal.map(({ method, path }) => `${method} ${path.replace(/^\/v2/, '')}`);
    expect(order.lastIndexOf(`DELETE /droplets/${was?.id}`)).toBeGreaterThan(
      order.lastIndexOf('POST /droplets'),
    );
  },
);
