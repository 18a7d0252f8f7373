import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onHost, PRIMARY, plain, WEB } from './cluster.ts';
import { contentTree, live, onAll, onEach } from './content-tree.ts';

const tree = contentTree();
const { page, run, sync } = tree;
const PLAN = ['node', 'actions/dist/plan.cjs'];
const APPLY = ['node', 'actions/dist/apply.cjs'];

const file = join(tree.directory, 'cluster/cluster.yml');
const committed = readFileSync(file, 'utf8');
const before = /version: (\S+)/.exec(committed)?.[1] ?? '';
const declare = (version: string) => writeFileSync(file, committed.replace(before, version));
let later = '';

const cores = () => onAll('basename $(readlink /srv/www/content/current/core)');
const sql = async (query: string) =>
  (await onHost(PRIMARY, `mariadb --skip-column-names wordpress --execute="${query}"`)).trim();
const databaseVersion = () => sql("SELECT option_value FROM wp_options WHERE option_name = 'db_version'");
const dumps = async () =>
  (await onHost(PRIMARY, 'ls -1r /var/lib/flotilla/dumps/*.sql.gz 2>/dev/null || true'))
    .split('\n')
    .flatMap((line) => /([^/]+)\.sql\.gz$/.exec(line)?.[1] ?? []);

/** Reads a cached page and an uncached one from all web hosts until `leave` returns the first lines of the answers. */
function visit(): { leave(): Promise<string[]> } {
  const seen: string[] = [];
  let gone = false;
  const read = async (host: string) => {
    for (let turn = 0; !gone; turn++)
      for (const path of ['/', `/?turn=${turn}`]) seen.push(firstLine(await page(host, path)));
  };
  const reading = Promise.all(WEB.map(read));
  return {
    leave: async () => {
      gone = true;
      await reading;
      return seen;
    },
  };
}
const firstLine = (answer: string): string => answer.split('\r\n', 1)[0] ?? '';

/** The releases with the declared WordPress and with the later one. */
let [release, next] = ['', 'none'];
let version = '';
beforeAll(async () => {
  const { code, said, ...synced } = await sync();
  expect(code, said).toBe(0);
  release = synced.release;
  version = await databaseVersion();
  const { stdout } = await run([
    ...['sh', '-c', 'curl -fsSI --cacert $NODE_EXTRA_CA_CERTS https://wordpress.org/latest.tar.gz'],
  ]);
  later = /filename=wordpress-([\d.]+)\.tar\.gz/.exec(stdout)?.[1] ?? '';
  expect(later).not.toBe('');
  await forgetLater();
  await sql(`INSERT INTO wp_options (option_name, option_value, autoload) VALUES ('large', ${LARGE}, 'no')`);
});
/** A row of 20 MiB. A dump writes half of its bytes as two characters. */
const LARGE = "REPEAT('\\\\0x', 10 * 1024 * 1024)";
const large = () =>
  sql("SELECT option_value = REPEAT('\\\\0x', 10 * 1024 * 1024) FROM wp_options WHERE option_name = 'large'");
afterAll(async () => {
  await sql("DELETE FROM wp_options WHERE option_name IN ('large', 'written-meanwhile')");
  tree.remove();
  await forgetLater();
  await onAll(`cd /srv/www/content && rm -rf releases/${next} && sed -i /${next}/d history`);
});
/** The state of a cluster that never had another WordPress. */
async function forgetLater(): Promise<void> {
  await onAll(`rm -rf /srv/www/core/${later} /srv/www/core/${later}.*`);
  await onHost(PRIMARY, 'rm -f /var/lib/flotilla/dumps/*.sql.gz');
}

test('after the declared version changes, the plan explains it, apply downloads it, and a sync before that is refused', async () => {
  declare(later);
  const early = await sync();
  expect(early.code).toBe(1);
  expect(early.said).toContain(`WordPress ${later} is not on this host: apply the cluster first`);
  expect(plain((await run(PLAN)).stdout)).toMatch(
    new RegExp(`WordPress ${before} → ${later}.* dumps the database on sql`),
  );
  // The state of a new host: it needs the declared WordPress and the one that the other hosts serve.
  await onHost('host-02', `rm -rf /srv/www/content/* /srv/www/core/${before}`);
  const { code, stdout, stderr } = await run(APPLY);
  expect(code, stdout + stderr).toBe(0);
  expect(await cores()).toEqual(onEach(before));
  expect(await live()).toEqual(onEach(release));
});

/** PHP checks a compiled file only every few seconds; a reload makes it compile the file again. */
const FORGET = "systemctl reload 'php*-fpm.service'";

test('an upgrade that fails on one host is undone on all, with instructions to restore the database', async () => {
  // Not in WordPress itself: its files are repaired before the switch.
  const config = '/srv/www/core/wp-config.php';
  const failing = `if (str_contains(ABSPATH, "/${later}/")) no_such_function();`;
  await onHost('host-03', `cp -a ${config} ${config}.good && sed -i '1a ${failing}' ${config} && ${FORGET}`);
  const { code, said, ...synced } = await sync();
  next = synced.release;
  await onHost('host-03', `mv ${config}.good ${config} && ${FORGET}`);
  expect(code).toBe(1);
  expect(said).toMatch(
    /host-03: page \/ fails: WordPress: HTTP 500\. PHP logged: .*undefined function no_such_function/,
  );
  expect(said).toContain('All hosts serve what they served before');
  const [dump = ''] = await dumps();
  expect(dump).toMatch(new RegExp(`-${before}-${release}$`));
  expect(said).toContain(`open Actions > rollback > Run workflow and enter ${dump} under "database"`);
  expect(await cores()).toEqual(onEach(before));
  expect(Number(await databaseVersion())).toBeGreaterThan(Number(version));

  const nowhere = await sync({ 'INPUT_RESTORE-DATABASE': 'yesterday' });
  expect(nowhere.code).toBe(1);
  expect(nowhere.said).toContain(`Enter one of these (newest first): ${dump}`);
  const restored = await sync({ 'INPUT_RESTORE-DATABASE': dump });
  expect(restored.code, restored.said).toBe(0);
  expect(await databaseVersion()).toBe(version);
});

test('an upgrade fails no request of visitors', async () => {
  const visitors = visit();
  const { code, said } = await sync();
  const seen = await visitors.leave();
  expect(code, said).toBe(0);
  expect(said).toContain(`WordPress ${before} → ${later}. Dump of the database before the change: `);
  expect([...new Set(seen)]).toEqual(['HTTP/1.1 200 OK']);
  expect(seen.length).toBeGreaterThan(20);
  expect(await cores()).toEqual(onEach(later));
  expect(Number(await databaseVersion())).toBeGreaterThan(Number(version));
  expect(
    await onHost(PRIMARY, 'stat -c "%a %U" /var/lib/flotilla/dumps /var/lib/flotilla/dumps/*.gz'),
  ).toMatch(/^700 root\n(600 root\n)+$/);
  expect((await sync()).said).toContain('Nothing to change');
  expect(plain((await run(PLAN)).stdout)).toMatch(/Nothing to change(?!.*Please note)/s);
});

/** Writes a row while the dump is loaded, like a visitor's comment. */
const WRITE_MEANWHILE = `until mariadb --execute='USE wordpress_beside' 2>/dev/null; do :; done
mariadb wordpress --execute="INSERT INTO wp_options (option_name, option_value) VALUES ('written-meanwhile', '')"`;

test('a restore brings back the earlier data together with its WordPress and release', async () => {
  const [dump = ''] = await dumps();
  await sql('DELETE FROM wp_posts WHERE ID = 1');
  const visitors = visit();
  const writing = onHost(PRIMARY, WRITE_MEANWHILE);
  const { code, said } = await sync({ 'INPUT_RESTORE-DATABASE': dump });
  await writing;
  const seen = await visitors.leave();
  expect(code, said).toBe(0);
  const [, replaced] = /Its previous contents: (\S+)\.$/m.exec(said) ?? [];
  const found = await onHost(
    PRIMARY,
    `zcat /var/lib/flotilla/dumps/${replaced}.sql.gz | grep -o written-meanwhile`,
  );
  expect(found).toBe('written-meanwhile\n');
  expect(await sql("SELECT COUNT(*) FROM wp_options WHERE option_name = 'written-meanwhile'")).toBe('0');
  expect(await large()).toBe('1');
  expect(said).toContain(`The database is as in ${dump}`);
  expect([...new Set(seen)]).toEqual(['HTTP/1.1 200 OK']);
  expect(await sql('SELECT COUNT(*) FROM wp_posts WHERE ID = 1')).toBe('1');
  expect(await databaseVersion()).toBe(version);
  expect(await cores()).toEqual(onEach(before));
  expect(await live()).toEqual(onEach(release));
  expect(await sql("SHOW DATABASES LIKE 'wordpress%'")).toBe('wordpress');
});

test('an upgrade killed during the switch completes when run again, and dumps the database once more', async () => {
  const known = await dumps();
  await tree.killedSync('switched from', 1);
  const { code, said } = await sync();
  expect(code, said).toBe(0);
  expect(await cores()).toEqual(onEach(later));
  const made = (await dumps()).filter((name) => !known.includes(name));
  // One by the killed run, and one with everything written since.
  expect(made).toEqual([expect.stringContaining(`-${before}-`), expect.stringContaining(`-${before}-`)]);
  expect(said).toContain(`An unfinished run had started it and made the dump ${made[1]}.`);
  // The state after a run was killed while it loaded a dump.
  await sql('CREATE DATABASE wordpress_beside; CREATE TABLE wordpress_beside.wp_options (half INT)');
  const back = await sync({ 'INPUT_RESTORE-DATABASE': made[1] ?? '' });
  expect(back.code, back.said).toBe(0);
  expect(await databaseVersion()).toBe(version);
  expect(await sql("SHOW DATABASES LIKE 'wordpress%'")).toBe('wordpress');
});

test('after the declaration is reverted, everything is as before', async () => {
  declare(before);
  expect((await sync()).said).toContain('Nothing to change');
  expect(await live()).toEqual(onEach(release));
  const { code, stdout, stderr } = await run(APPLY);
  expect(code, stdout + stderr).toBe(0);
  expect(plain((await run(PLAN)).stdout)).toMatch(/Nothing to change(?!.*Please note)/s);
});
