import { afterAll, expect, test } from 'vitest';
import { contentScript } from '#remote-scripts';
import { onHost, PRIMARY } from '../cluster.ts';
import { deletePosts, published } from './posts.ts';
import { ask } from './seen.ts';

afterAll(deletePosts);

test('after a switch to another release readers see new pages, and the old ones stay for an outage', async () => {
  const { path } = await published('kept');
  const live = (await onHost('host-02', 'basename $(readlink /srv/www/content/current)')).trim();
  const text = Buffer.from(`import sys\nsys.argv = ["content", "switch", "${live}"]\n${contentScript}`);
  await onHost(PRIMARY, 'systemctl stop mariadb');
  try {
    const program = `python3 -c "import base64; exec(base64.b64decode('${text.toString('base64')}'))"`;
    await onHost('host-02', program);
    expect(await ask('host-02', path)).toMatchObject({ status: 200, cache: 'STALE' });
  } finally {
    await onHost(PRIMARY, 'systemctl start mariadb');
  }
  await expect
    .poll(async () => (await ask('host-02', path)).cache, { timeout: 60_000 })
    .toMatch(/EXPIRED|HIT/);
});
