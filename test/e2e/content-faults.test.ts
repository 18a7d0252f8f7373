import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { api, cloud, onHost, plain, WEB } from './cluster.ts';
import { contentTree, live, onAll, onEach } from './content-tree.ts';

const tree = contentTree();
const { theme, sync } = tree;
const change = (content: string | Buffer = randomBytes(8)) =>
  writeFileSync(join(theme, 'changed.bin'), content);

beforeAll(async () => {
  const { code, said } = await sync();
  expect(code, said).toBe(0);
});
afterAll(tree.remove);

/** Another sync must repair everything, and the one after it must find nothing to do. */
async function recovers(): Promise<void> {
  const { code, said, release } = await sync();
  expect(code, said).toBe(0);
  expect(await live()).toEqual(onEach(release));
  expect(await onAll('head -1 /srv/www/content/history | cut -d" " -f1')).toEqual(onEach(release));
  expect((await sync()).said).toContain('Nothing to change');
}

test.each([
  ['between the phases', 'received', WEB.length],
  ['during the switch', 'switched from', 1],
])('a sync killed %s recovers when run again', async (_, line, times) => {
  const before = await live();
  change();
  await tree.killedSync(line, times);
  if (line === 'received') expect(await live()).toEqual(before);
  await recovers();
});

test('if one host’s disk is full, no host is switched, and the run names that host', async () => {
  const before = await live();
  const incoming = '/srv/www/content/incoming';
  await onHost('host-02', `mkdir -p ${incoming} && mount -t tmpfs -o size=1m tmpfs ${incoming}`);
  change(randomBytes(2 ** 21));
  const { code, said } = await sync();
  await onHost('host-02', `umount ${incoming}`);
  expect(code).toBe(1);
  expect(said).toMatch(/host-02: rsync exited .* Its disk has 0 MiB free\. Delete files there/);
  expect(said).toContain('No host was switched');
  expect(await live()).toEqual(before);
  await recovers();
});

test('if one host cannot record the release after all pages were good, the switch stays and the run fails', async () => {
  const inTheWay = '/srv/www/content/history.new /srv/www/content/history.flotilla-new/in-the-way';
  await onHost('host-03', `mkdir -p ${inTheWay}`);
  change();
  const { code, said, release } = await sync();
  await onHost('host-03', 'rm -r /srv/www/content/history.*');
  expect(code).toBe(1);
  expect(said).toMatch(
    /^host-03: .*\. It serves release \w+, but could not record it in its history\. Sync again\./m,
  );
  expect(await live()).toEqual(onEach(release));
  await recovers();
});

const setLink = async (up: boolean) => (await cloud()).control('PUT', '/local/links/host-03', { up });

test('if the link to one host is cut while it receives, no host is switched', async () => {
  const before = await live();
  await onHost('host-03', 'rm -rf /srv/www/content/incoming');
  change(randomBytes(40 * 2 ** 20));
  const syncing = sync();
  await expect
    .poll(() => onHost('host-03', 'ls /srv/www/content/incoming || true'), { timeout: 60_000, interval: 10 })
    .not.toBe('');
  await setLink(false);
  const { code, said } = await syncing;
  await setLink(true);
  expect(code).toBe(1);
  expect(said).toMatch(/host-03: /);
  expect(said).toContain('No host was switched');
  expect(await live()).toEqual(before);
  await recovers();
});

test('a host that is down does not stop a sync, and apply gives it the release when it is back', async () => {
  const droplet = async () =>
    (await api<{ droplets: { id: number; status: string }[] }>('GET', '/droplets?name=host-03')).droplets[0];
  await api('POST', `/droplets/${(await droplet())?.id}/actions`, { type: 'power_off' });
  await expect.poll(async () => (await droplet())?.status, { timeout: 60_000 }).toBe('off');
  change('small again');
  const { code, said, release } = await sync();
  expect(code, said).toBe(0);
  expect(said).toContain('did not take part, gets it later: host-03: its droplet is off');
  const applied = await tree.run(['node', 'actions/dist/apply.cjs']);
  expect(applied.code, applied.stdout + applied.stderr).toBe(0);
  expect(await live()).toEqual(onEach(release));
  expect(plain((await tree.run(['node', 'actions/dist/plan.cjs'])).stdout)).toContain('Nothing to change');
  rmSync(join(theme, 'changed.bin'));
  await recovers();
});
