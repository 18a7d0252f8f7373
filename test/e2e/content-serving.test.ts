import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AS_PHP, apply, onHost, PRIMARY, WEB } from './cluster.ts';
import { contentTree, live, onAll, onEach } from './content-tree.ts';

const tree = contentTree();
const { page, sync } = tree;
const UPLOADS = '/srv/flotilla/uploads';
const asPhp = (line: string) => onHost('host-01', `${AS_PHP} sh -c '${line}'`);

beforeAll(async () => {
  const { code, said } = await sync();
  expect(code, said).toBe(0);
});
afterAll(tree.remove);

test('browsers revalidate uploads, and PHP among the uploads is never run', async () => {
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

/** Makes the share hang while the database still answers, as on a primary that is out of memory. */
const listener = (signal: string) => onHost(PRIMARY, `pkill -${signal} -f '[n]fs-listener|[s]ftp-server'`);

test('keeps serving pages while the share hangs, even with more requests for uploads than workers', async () => {
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
/** Requests a new page each time, so none comes from nginx's cache. */
let asked = 0;
const fresh = (path: string) => page('host-01', `${path}?asked=${asked++}`);
const restarts = async () => Number(/restarted (\d+)/.exec(await fresh('/opcache-e2e.php'))?.[1]);
const restartsByPages = async () => {
  const before = await restarts();
  for (let pages = 0; pages < 3; pages++) await fresh('/');
  return (await restarts()) - before;
};

test('a switch restarts an opcache that is full of retired releases, once', async () => {
  const show = '<?php echo "restarted ", opcache_get_status(false)["opcache_statistics"]["manual_restarts"];';
  await onHost('host-01', `printf '${SMALL}' > ${TIGHT} && echo '${show}' > ${SHOWN}`);
  await onHost('host-01', 'systemctl restart php8.4-fpm && touch /srv/www/content/history');
  await expect.poll(restartsByPages, { timeout: 30_000 }).toBeGreaterThan(0);
  await expect.poll(restartsByPages, { timeout: 30_000 }).toBe(0);
  await onHost('host-01', `rm ${TIGHT} ${SHOWN} && systemctl restart php8.4-fpm`);
});

const LOADS = {
  'up.php': "__DIR__ . '/../../../wp-load.php'",
  'deep/up.php': "__DIR__ . '/../../../../wp-load.php'",
  'root.php': "$_SERVER['DOCUMENT_ROOT'] . '/wp-load.php'",
  'config.php': "__DIR__ . '/../../../wp-config.php'",
};

test('a plugin’s file that is requested directly finds WordPress, its own release and its site', async () => {
  for (const [name, path] of Object.entries(LOADS)) {
    const file = join(tree.content, 'plugins/direct', name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `<?php require ${path}; echo WP_CONTENT_DIR, ' ', get_option('home');`);
  }
  const { code, said, release } = await sync();
  expect(code, said).toBe(0);
  for (const host of WEB)
    for (const name of Object.keys(LOADS)) {
      const answer = await page(host, `/wp-content/plugins/direct/${name}`);
      expect(answer).toMatch(/^HTTP\/1\.1 200/);
      expect(answer).toContain(`/srv/www/content/releases/${release}/wp-content https://test.example.com`);
    }
});

test('a host’s umask does not restrict access to a release, and a sync opens directories that were closed', async () => {
  const umask = (mask: string) => onHost('host-02', `sed -i 's/^UMASK.*/UMASK ${mask}/' /etc/login.defs`);
  await umask('077');
  try {
    writeFileSync(join(tree.theme, 'umask.css'), 'a {}');
    const { code, said } = await sync();
    expect(code, said).toBe(0);
  } finally {
    await umask('022');
  }
  const [release] = await live();
  const closed = 'find /srv/www/content -type d ! -perm 0755';
  expect(await onAll(closed)).toEqual(onEach(''));
  await onHost('host-02', `chmod 0700 /srv/www/content/releases /srv/www/content/releases/${release}`);
  expect(await page('host-02', '/wp-content/themes/flotilla/umask.css')).toMatch(/^HTTP\/1\.1 40[34]/);
  expect((await sync()).code).toBe(0);
  expect(await onAll(closed)).toEqual(onEach(''));
  expect(await page('host-02', '/wp-content/themes/flotilla/umask.css')).toMatch(/^HTTP\/1\.1 200/);
  await onHost('host-02', `chmod 0700 /srv/www/content/releases/${release}/wp-content`);
  const { code, stdout } = await apply();
  expect(code, stdout).toBe(0);
  expect(await onAll(closed)).toEqual(onEach(''));
});

test('a declared plugin that wordpress.org no longer provides is copied from the hosts', async () => {
  const [before = ''] = await live();
  const plugin = join(tree.content, 'plugins/lent');
  mkdirSync(plugin);
  writeFileSync(join(plugin, 'lent.php'), '<?php\n/*\n * Plugin Name: Lent\n * Version: 1.2\n */\n');
  const { release } = await sync();
  rmSync(plugin, { recursive: true });
  const file = join(tree.directory, 'cluster/cluster.yml');
  const declared = readFileSync(file, 'utf8');
  const line = `\n  plugins: [{ slug: lent, version: '1.2', sha256: '${'a'.repeat(64)}' }]`;
  writeFileSync(
    file,
    declared.replace(/^wordpress:.*$/m, (found) => found + line),
  );
  const lent = await sync();
  const planned = await tree.run(['node', 'actions/dist/plan.cjs']);
  writeFileSync(file, declared);
  expect(lent.code, lent.said).toBe(0);
  expect(lent.said).toContain(`every host serves release ${release}`);
  expect(lent.said).toMatch(/plugins\/lent 1\.2 was copied from a host instead\. .*lent\.1\.2\.zip/);
  expect(planned.code, planned.stdout + planned.stderr).toBe(0);
  expect(planned.stdout + planned.stderr).toMatch(/leaves out the release of the content.*Cannot download/s);
  expect((await sync()).release).toBe(before);
});
