import { afterAll, beforeAll, expect, test } from 'vitest';
import { onHost, PRIMARY } from './cluster.ts';
import { contentTree } from './content-tree.ts';

const tree = contentTree();
const { page, sync } = tree;
const UPLOADS = '/srv/flotilla/uploads';
const asPhp = (line: string) =>
  onHost('host-01', `setpriv --reuid=www-data --regid=www-data --clear-groups sh -c '${line}'`);

beforeAll(async () => {
  const { code, said } = await sync();
  expect(code, said).toBe(0);
});
afterAll(tree.remove);

test('an upload is looked at again by browsers, and PHP among the uploads is never run', async () => {
  await asPhp(
    `cd ${UPLOADS} && echo GIF89a > e2e.gif && echo "<?php echo 6 * 7;" | tee e2e.php e2e.phtml > e2e.php.gif`,
  );
  const picture = await page('host-02', '/wp-content/uploads/e2e.gif');
  expect(picture).toMatch(/^HTTP\/1\.1 200/);
  expect(picture).toMatch(/^cache-control: no-cache/im);
  for (const name of ['e2e.php', 'e2e.PHP', 'e2e.phtml', 'e2e.php/x.gif', 'e2e.gif/x.php'])
    expect(await page('host-02', `/wp-content/uploads/${name}`)).toMatch(/^HTTP\/1\.1 404/);
  expect(await page('host-02', '/wp-content/uploads/e2e.php.gif')).toContain('<?php');
  await asPhp(`cd ${UPLOADS} && rm e2e.*`);
});

/** The share hangs, as a primary's does that is out of memory; its database answers. */
const listener = (signal: string) => onHost(PRIMARY, `pkill -${signal} -f '[n]fs-listener|[s]ftp-server'`);

test('with the share hung pages are served, and more asks for uploads than there are workers hold up none', async () => {
  await asPhp(`cd ${UPLOADS} && for n in $(seq 40); do echo $n > e2e-$n.txt; done`);
  await listener('STOP');
  try {
    const uploads = Array.from({ length: 40 }, (_, n) =>
      page('host-02', `/wp-content/uploads/e2e-${n + 1}.txt`),
    );
    const began = performance.now();
    for (const path of ['/?uncached', '/wp-login.php', '/wp-content/themes/flotilla/style.css'])
      expect(await page('host-02', path)).toMatch(/^HTTP\/1\.1 200/);
    expect(performance.now() - began).toBeLessThan(15_000);
    for (const answer of await Promise.all(uploads)) expect(answer).toMatch(/^HTTP\/1\.1 (200|50[24])/);
  } finally {
    await listener('CONT');
  }
  await expect
    .poll(() => page('host-02', '/wp-content/uploads/e2e-1.txt'), { timeout: 60_000 })
    .toContain('200 OK');
  await asPhp(`rm ${UPLOADS}/e2e-*`);
});

const TIGHT = '/etc/php/8.4/fpm/conf.d/99-tight.ini';
const SMALL = 'opcache.memory_consumption = 8\\nopcache.interned_strings_buffer = 1\\n';
const SHOWN = '/srv/www/content/current/core/opcache-e2e.php';
/** Each asks for a page that nobody asked for before, so that none comes from nginx's cache. */
let asked = 0;
const fresh = (path: string) => page('host-01', `${path}?asked=${asked++}`);
const restarts = async () => Number(/restarted (\d+)/.exec(await fresh('/opcache-e2e.php'))?.[1]);
const restartsByPages = async () => {
  const before = await restarts();
  for (let pages = 0; pages < 3; pages++) await fresh('/');
  return (await restarts()) - before;
};

test('an opcache that retired releases fill is begun anew after a switch, once', async () => {
  const show = '<?php echo "restarted ", opcache_get_status(false)["opcache_statistics"]["manual_restarts"];';
  await onHost('host-01', `printf '${SMALL}' > ${TIGHT} && echo '${show}' > ${SHOWN}`);
  await onHost('host-01', 'systemctl restart php8.4-fpm && touch /srv/www/content/history');
  await expect.poll(restartsByPages, { timeout: 30_000 }).toBeGreaterThan(0);
  await expect.poll(restartsByPages, { timeout: 30_000 }).toBe(0);
  await onHost('host-01', `rm ${TIGHT} ${SHOWN} && systemctl restart php8.4-fpm`);
});
