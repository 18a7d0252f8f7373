import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressesOf } from '../api.ts';
import { DOMAIN, inWordpress, PRIMARY } from '../cluster.ts';
import { type OwnCloud, ownCloud } from '../own-cloud.ts';
import { onHost, sql } from './members.ts';

/** In the region of `NEAR`. Of two members, the first counts as two, so the database works without `NEAR`. */
const GUEST = 'host-02';
const NEAR = 'host-01';
const SIZE = '{ size: s-1vcpu-1gb }';
/** HAProxy asks members every two seconds, and twice before it uses one again. */
const SOON = { timeout: 15_000, interval: 200 };

let own: OwnCloud;
const members = () => ({ ...own, primary: PRIMARY, web: [NEAR, GUEST] });

beforeAll(async () => {
  own = await ownCloud('cluster-proxy', []);
  const at = (path: string) => join(own.directory, 'cluster', path);
  writeFileSync(at('regions/nyc1.yml'), `hosts:\n  ${PRIMARY}: { primary: true, size: s-1vcpu-1gb }\n`);
  writeFileSync(at('regions/sfo3.yml'), `hosts:\n  ${NEAR}: ${SIZE}\n  ${GUEST}: ${SIZE}\n`);
  appendFileSync(at('cluster.yml'), `\ndatabase: { topology: cluster, members: [${PRIMARY}, ${NEAR}] }\n`);
  const { code, stdout, stderr } = await own.apply();
  expect(code, stdout + stderr).toBe(0);
}, 600_000);
afterAll(() => own?.end());

/** The member that the guest's WordPress reaches. */
const asked = () =>
  onHost(
    members(),
    GUEST,
    'mariadb --defaults-file=/etc/flotilla/proxy.cnf --skip-ssl -BNe "SELECT @@wsrep_node_name" || true',
  );

/** Status of a page that no host has stored. */
async function page(): Promise<string> {
  const place = ['--connect-to', `::${(await addressesOf(own.cloud))[GUEST]?.ipv4}:`];
  const options = ['-sk', '-o', '/dev/null', '--max-time', '10', '-w', '%{http_code}'];
  const url = `https://${DOMAIN}/?s=${Date.now()}`;
  return (await own.cloud.run(['curl', ...options, ...place, url])).stdout;
}

const write = (title: string) =>
  onHost(
    members(),
    GUEST,
    inWordpress(`wp_insert_post(['post_title' => '${title}', 'post_status' => 'publish']);`),
  );

const titles = () => sql(members(), PRIMARY, 'SELECT post_title FROM wordpress.wp_posts');

test('a host that is no member serves and saves through the nearest member', async () => {
  expect(await asked()).toBe(NEAR);
  expect(await page()).toBe('200');
  await write('through the nearest');
  expect(await titles()).toContain('through the nearest');
});

test('it goes on with the next member when that one stops, and returns to it', async () => {
  await onHost(members(), NEAR, 'systemctl stop mariadb');
  await expect.poll(page, SOON).toBe('200');
  expect(await asked()).toBe(PRIMARY);
  await write('through the next');
  expect(await titles()).toContain('through the next');
  await onHost(members(), NEAR, 'systemctl start mariadb');
  await expect.poll(asked, SOON).toBe(NEAR);
  expect(await page()).toBe('200');
});

test('a member that has no majority is not used', async () => {
  await onHost(members(), PRIMARY, 'pkill -STOP -x mariadbd');
  try {
    await expect.poll(asked, { timeout: 30_000, interval: 500 }).toBe('');
  } finally {
    await onHost(members(), PRIMARY, 'pkill -CONT -x mariadbd');
  }
  await expect.poll(asked, { timeout: 60_000, interval: 500 }).toBe(NEAR);
});
