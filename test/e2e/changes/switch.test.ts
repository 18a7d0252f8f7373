import { afterAll, expect, test } from 'vitest';
import { contentScript } from '#remote-scripts';
import { callProgram, onHost, PRIMARY } from '../cluster.ts';
import { deletePosts, published } from './posts.ts';
import { ask } from './seen.ts';

afterAll(deletePosts);

test('after a switch to another release readers see new pages, and the old ones stay for an outage', async () => {
  const { path } = await published('kept');
  const live = (await onHost('host-02', 'basename $(readlink /srv/www/content/current)')).trim();
  await onHost(PRIMARY, 'systemctl stop mariadb');
  try {
    await callProgram('host-02', contentScript, { verb: 'switch', release: live });
    expect(await ask('host-02', path)).toMatchObject({ status: 200, cache: 'STALE' });
  } finally {
    await onHost(PRIMARY, 'systemctl start mariadb');
  }
  await expect
    .poll(async () => (await ask('host-02', path)).cache, { timeout: 60_000 })
    .toMatch(/EXPIRED|HIT/);
});
