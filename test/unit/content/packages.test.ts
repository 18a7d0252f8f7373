import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { expect, onTestFinished, test } from 'vitest';
import { fetchPackages, PackagesMissing } from '../../../actions/src/content/packages/packages.ts';
import { openRelease } from '../../../actions/src/content/release.ts';
import { MIB, tree } from './tree.ts';

const zip = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const PLUGIN = zip({ 'a-b/a-b.php': '<?php', 'a-b/.htaccess': 'x', 'a-b/.git/x': 'x', 'a-b/js/x.js': '1' });
const THEME = zip({ 'blue/style.css': 'body {}' });
const SHELF: Readonly<Record<string, Uint8Array>> = {
  'https://downloads.wordpress.org/plugin/a-b.1.0.zip': PLUGIN,
  'https://downloads.wordpress.org/plugin/stray.1.zip': zip({ 'stray/../../x.php': '<?php' }),
  'https://downloads.wordpress.org/theme/blue.2.zip': THEME,
};
const get = async (url: string) => SHELF[url];
const declared = (slug: string, version: string, bytes: Uint8Array) => ({
  slug,
  version,
  sha256: sha256(bytes),
});

test('declared packages are unpacked with their paths in wp-content, without dotfiles', async () => {
  const plugins = [declared('a-b', '1.0', PLUGIN)];
  const { root, close } = await fetchPackages({ plugins, themes: [declared('blue', '2', THEME)] }, get);
  onTestFinished(close);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('.'));
  expect(files.sort()).toEqual(['plugins/a-b/a-b.php', 'plugins/a-b/js/x.js', 'themes/blue/style.css']);
});

test('all packages that cannot be downloaded are reported at once', async () => {
  const stray = SHELF['https://downloads.wordpress.org/plugin/stray.1.zip'] ?? PLUGIN;
  const plugins = [
    { ...declared('a-b', '1.0', PLUGIN), sha256: 'f00' },
    declared('a-b', '9', PLUGIN),
    declared('stray', '1', stray),
  ];
  const failure = await fetchPackages({ plugins, themes: [] }, get).catch((error: Error) => error.message);
  expect(failure).toMatch(/a-b\.1\.0\.zip has the SHA-256 [0-9a-f]{64}, but f00 is declared/);
  expect(failure).toMatch(
    /a-b\.9\.zip does not exist\. Check the slug a-b, and that this plugin has a version 9/,
  );
  expect(failure).toMatch(/stray\.1\.zip: it contains "stray\/\.\.\/\.\.\/x\.php", outside stray\//);
});

test('packages and committed files make one release, unless both have the same plugin', async () => {
  const committed = tree({ 'themes/own/style.css': 'a', 'plugins/a-b/mine.php': '<?php' });
  const fetched = tree({ 'plugins/other/x.php': '<?php' });
  const release = await openRelease('6.8.3', [committed, fetched], MIB);
  onTestFinished(release.close);
  expect(release.files).toBe(3);
  const staged = readdirSync(join(await release.staged(), 'plugins'));
  expect(staged.sort()).toEqual(['a-b', 'other']);
  await expect(openRelease('6.8.3', [committed, tree({ 'plugins/a-b/a-b.php': '' })], MIB)).rejects.toThrow(
    'wp-content/plugins/a-b: cluster/cluster.yml declares it as well. Remove one of the two.',
  );
});

const CODE = {
  'a-b/a-b.php': '<?php\n/*\n * Version: 1.0\n */',
  'a-b/js/x.js': '1',
  'a-b/js/readme.md': '2',
  'a-b/.x': '',
};
/** Computed for `CODE` by the shell command in the code's comment. */
const sumByShell = () =>
  execFileSync('sh', [
    '-c',
    `cd ${tree({ ...CODE, 'a-b/readme.txt': 'first' })}/a-b && find * -type f ! -path '*/.*' ! -ipath readme.txt \
   ! -ipath readme.md -exec sha256sum {} + | LC_ALL=C sort | sha256sum`,
  ])
    .toString()
    .slice(0, 64);

test.each(['first', 'Tested up to: 9.9'])(
  'a declared checksum of the contents matches with the readme "%s"',
  async (text) => {
    const bytes = zip({ ...CODE, 'a-b/readme.txt': text });
    const plugins = [{ slug: 'a-b', version: '1.0', sha256: sumByShell() }];
    const { close, notes } = await fetchPackages({ plugins, themes: [] }, async () => bytes);
    onTestFinished(close);
    expect(notes).toEqual([]);
  },
);

test('a declared checksum of the contents does not match other code, and the message gives the right one', async () => {
  const bytes = zip({ ...CODE, 'a-b/js/x.js': '2' });
  const sum = sumByShell();
  const plugins = [{ slug: 'a-b', version: '1.0', sha256: sum }];
  const failure = fetchPackages({ plugins, themes: [] }, async () => bytes);
  await expect(failure).rejects.toThrow(
    new RegExp(`${sum} is declared.*of its contents, (?!${sum})[0-9a-f]{64}`),
  );
});

/** Hosts that serve these files. */
const hostsWith = (files: Record<string, string>) => {
  const served = tree(files);
  return async (folder: string, to: string) => cpSync(join(served, folder), to, { recursive: true });
};
const OURS = { 'plugins/a-b/a-b.php': '<?php\n/*\n * Version: 1.0\n */', 'plugins/a-b/uploads/x.js': 'ours' };
const REPACKED = zip({ ...CODE, 'a-b/readme.txt': 'Tested up to: 9.9' });

test.each([
  [
    'repacked its zip',
    async () => REPACKED,
    /plugins\/a-b 1\.0 was copied from a host instead\. .*has the SHA-256/,
  ],
  ['withdrew it', async () => undefined, /was copied from a host instead\. .*does not exist/],
  [
    'is down',
    () => Promise.reject(new Error('HTTP 503, 3 times.')),
    /was copied from a host instead\. HTTP 503/,
  ],
])('if wordpress.org %s, the hosts’ own copy is released, with a note', async (_, get, note) => {
  const plugins = [declared('a-b', '1.0', PLUGIN)];
  const { root, notes, close } = await fetchPackages({ plugins, themes: [] }, get, hostsWith(OURS));
  onTestFinished(close);
  expect(notes).toEqual([expect.stringMatching(note)]);
  expect(readdirSync(join(root, 'plugins/a-b')).sort()).toEqual(['a-b.php', 'uploads']);
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    'have another version',
    { 'plugins/a-b/a-b.php': '<?php\n/*\n * Version: 0.9\n */' },
    /have another version/,
  ],
  ['do not have it', { 'plugins/c/c.php': '' }, /ENOENT/],
])('if the hosts %s, it is missing, and the message gives both reasons', async (_, files, reason) => {
  const plugins = [declared('a-b', '1.0', PLUGIN)];
  const failure = fetchPackages({ plugins, themes: [] }, async () => undefined, hostsWith(files));
  await expect(failure).rejects.toThrow(PackagesMissing);
  await expect(failure).rejects.toThrow(/does not exist/);
  await expect(failure).rejects.toThrow(reason);
});
