import { cpSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstContent } from '../../actions/src/hosts/roles/wordpress/core.ts';
import { onHost, WEB } from './cluster.ts';
import type { Read, Switch } from './content-switches.ts';
import { contentTree, live, onAll, onEach } from './content-tree.ts';

const tree = contentTree();
const { content, theme, sync, page } = tree;

beforeAll(async () => {
  // The state of hosts that never had a release.
  await onAll(`rm -rf /srv/www/content/*\n${firstContent.run}`);
});
afterAll(tree.remove);

test('after the first sync every host serves the theme and says which host it is', async () => {
  const { code, said, release, sent } = await sync();
  expect(code, said).toBe(0);
  expect(await live()).toEqual(onEach(release));
  const files = readdirSync(content, { recursive: true, withFileTypes: true }).filter(
    (each) => each.isFile() && !each.name.startsWith('.'),
  );
  expect(sent.map((each) => each.files)).toEqual(onEach(files.length));
  for (const host of WEB) {
    const front = await page(host, '/');
    expect(front).toMatch(/^HTTP\/1\.1 200/);
    expect(front).toContain('kept in formation by git');
    expect(front).toContain(`<dd>${host}</dd>`);
    expect(front).toMatch(new RegExp(`^x-served-by: ${host}\\r?$`, 'im'));
    expect(await page(host, '/wp-content/themes/flotilla/style.css')).toContain('Theme Name: Flotilla');
  }
});

test('an unchanged tree with new times sends nothing', async () => {
  const before = await live();
  const now = new Date();
  for (const file of readdirSync(content, { recursive: true, encoding: 'utf8' })) {
    utimesSync(join(content, file), now, now);
  }
  const { code, said, sent } = await sync();
  expect(code, said).toBe(0);
  expect(said).toContain('Nothing to change');
  expect(sent).toEqual([]);
  expect(await live()).toEqual(before);
});

test('only a changed file is sent; all others are linked to the previous release', async () => {
  const [before = ''] = await live();
  writeFileSync(join(theme, 'added.css'), 'body { color: red }');
  const { code, said, release, sent } = await sync();
  expect(code, said).toBe(0);
  expect(sent).toEqual(onEach({ files: 1, bytes: 19 }));
  const inode = (id: string) =>
    onAll(`stat -c %i /srv/www/content/releases/${id}/wp-content/themes/flotilla/style.css`);
  expect(await inode(release)).toEqual(await inode(before));
  expect(await page('host-02', '/wp-content/themes/flotilla/added.css')).toContain('color: red');
});

test('a deleted file disappears from the hosts', async () => {
  rmSync(join(theme, 'added.css'));
  writeFileSync(join(theme, 'kept.css'), 'a {}');
  await sync();
  rmSync(join(theme, 'kept.css'));
  writeFileSync(join(theme, 'other.css'), 'b {}');
  const { code, said } = await sync();
  expect(code, said).toBe(0);
  expect(await onAll('ls /srv/www/content/current/wp-content/themes/flotilla | grep -c css')).toEqual(
    onEach('2'),
  );
  expect(await page('host-01', '/wp-content/themes/flotilla/kept.css')).toMatch(/^HTTP\/1\.1 404/);
});

test('rolls back to the previous release and to one by its id, even if a host lost it, but not to one that no host has', async () => {
  const [now = ''] = await live();
  const back = await sync({ INPUT_ROLLBACK: 'previous' });
  expect(back.code, back.said).toBe(0);
  expect(back.release).not.toBe(now);
  expect(await live()).toEqual(onEach(back.release));
  // The state of a newer host.
  await onHost('host-02', `rm -r /srv/www/content/releases/${now}`);
  const forth = await sync({ INPUT_ROLLBACK: now });
  expect(forth.code, forth.said).toBe(0);
  expect(await live()).toEqual(onEach(now));
  const nowhere = await sync({ INPUT_ROLLBACK: '0123456789abcdef' });
  expect(nowhere.code).toBe(1);
  expect(nowhere.said).toContain(`Releases on the hosts, newest first: ${now}`);
});

const broken = join(theme, 'functions.php');
const put = (code: string) => cpSync(broken, `${broken}.good`) ?? writeFileSync(broken, `<?php\n${code}`);
const repair = () => {
  cpSync(`${broken}.good`, broken);
  rmSync(`${broken}.good`);
};

test('PHP with a syntax error stops the switch', async () => {
  const before = await live();
  put('function (');
  const { code, said } = await sync();
  repair();
  expect(code).toBe(1);
  expect(said).toMatch(/themes\/flotilla\/functions\.php on line 2/);
  expect(await live()).toEqual(before);
});

test('a theme with a fatal error is switched back, and the run shows PHP’s log line', async () => {
  const before = await live();
  put('no_such_function();');
  const { code, said } = await sync();
  repair();
  expect(code).toBe(1);
  expect(said).toMatch(
    /page \/ fails: WordPress: HTTP 500\. PHP logged: .*undefined function no_such_function\(\)/,
  );
  expect(said).toContain('All hosts serve what they served before');
  expect(await live()).toEqual(before);
  for (const host of WEB) expect(await page(host, '/?after')).toMatch(/^HTTP\/1\.1 200/);
});

test('a host that cannot receive stops the switch everywhere', async () => {
  const before = await live();
  await onHost('host-02', 'mv /usr/bin/rsync /usr/bin/rsync.away');
  writeFileSync(join(theme, 'other.css'), 'c {}');
  const failed = await sync();
  await onHost('host-02', 'mv /usr/bin/rsync.away /usr/bin/rsync');
  expect(failed.code).toBe(1);
  expect(failed.said).toMatch(/host-02: rsync exited with status/);
  expect(failed.said).toContain('No host was switched');
  expect(await live()).toEqual(before);
  const repaired = await sync();
  expect(repaired.code, repaired.said).toBe(0);
  expect(await live()).toEqual(onEach(repaired.release));
});

test('a plugin from wordpress.org’s directory becomes part of the release if its checksum matches', async () => {
  const file = join(tree.directory, 'cluster/cluster.yml');
  const committed = readFileSync(file, 'utf8');
  const zip = 'https://downloads.wordpress.org/plugin/akismet.5.5.zip';
  const fetched = await tree.run(['sh', '-c', `curl -fsS --cacert $NODE_EXTRA_CA_CERTS ${zip} | sha256sum`]);
  const declare = (sha256: string) =>
    writeFileSync(
      file,
      committed.replace(
        /^wordpress:\n/m,
        `wordpress:\n  plugins:\n    - { slug: akismet, version: '5.5', sha256: '${sha256}' }\n`,
      ),
    );
  declare('0'.repeat(64));
  const refused = await sync();
  expect(refused.code).toBe(1);
  expect(refused.said).toMatch(/akismet\.5\.5\.zip has the SHA-256 [0-9a-f]{64}, but 0{64} is declared/);
  declare(fetched.stdout.slice(0, 64));
  const { code, said } = await sync();
  expect(code, said).toBe(0);
  await onAll(
    'grep -q "Plugin Name: Akismet" /srv/www/content/current/wp-content/plugins/akismet/akismet.php',
  );
  writeFileSync(file, committed);
  expect((await sync()).code).toBe(0);
  expect(await onAll('ls /srv/www/content/current/wp-content/plugins | wc -l')).toEqual(onEach('0'));
});

/** Fifty take two minutes more. */
const SWITCHES = Number(process.env.FLOTILLA_SWITCHES ?? 10);

const title = `20 requests a second through all hosts see no failure in ${SWITCHES} switches, nor the old release for long`;
test(title, { timeout: (60 + SWITCHES * 10) * 1000 }, async () => {
  const ids: string[] = [];
  for (const colour of ['red', 'blue']) {
    writeFileSync(join(theme, 'other.css'), `a { color: ${colour} }`);
    ids.push((await sync()).release);
  }
  const command = ['npx', 'tsx', 'test/e2e/content-switches.ts', String(SWITCHES), ...ids];
  const { code, stdout, stderr } = await tree.run(command);
  expect(code, stderr).toBe(0);
  const { reads, switches } = JSON.parse(stdout) as { reads: Read[]; switches: Switch[] };
  expect(switches).toHaveLength(SWITCHES * WEB.length);
  expect(reads.length).toBeGreaterThan(10 * SWITCHES);
  expect(reads.filter(({ status }) => status !== 200)).toEqual([]);
  expect(new Set(reads.map(({ release }) => release))).toEqual(new Set(ids));
  // From one second after a switch until the next one begins, there is one right answer.
  const settled = reads.flatMap((read) => {
    const here = switches.filter(({ host }) => host === read.host);
    const last = here.findLast(({ until }) => until + 1000 < read.at);
    const next = here.find(({ until }) => until + 1000 >= read.at);
    return last && (!next || read.until < next.at) ? [{ ...read, right: last.release }] : [];
  });
  expect(settled.length).toBeGreaterThan(5 * SWITCHES);
  expect(settled.filter(({ release, right }) => release !== right)).toEqual([]);
});
