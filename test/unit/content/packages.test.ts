import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { expect, onTestFinished, test } from 'vitest';
import { fetchPackages } from '../../../actions/src/content/packages.ts';
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

test('what is declared is unpacked as it stands in wp-content, without dotfiles', async () => {
  const plugins = [declared('a-b', '1.0', PLUGIN)];
  const { root, close } = await fetchPackages({ plugins, themes: [declared('blue', '2', THEME)] }, get);
  onTestFinished(close);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('.'));
  expect(files.sort()).toEqual(['plugins/a-b/a-b.php', 'plugins/a-b/js/x.js', 'themes/blue/style.css']);
});

test('all that cannot be had is told at once, and nothing is left of the rest', async () => {
  const stray = SHELF['https://downloads.wordpress.org/plugin/stray.1.zip'] ?? PLUGIN;
  const plugins = [
    { ...declared('a-b', '1.0', PLUGIN), sha256: 'f00' },
    declared('a-b', '9', PLUGIN),
    declared('stray', '1', stray),
  ];
  const failure = await fetchPackages({ plugins, themes: [] }, get).catch((error: Error) => error.message);
  expect(failure).toMatch(/a-b\.1\.0\.zip has the SHA-256 [0-9a-f]{64}, and f00 is declared/);
  expect(failure).toMatch(/a-b\.9\.zip is not there: is 9 a version of the plugin a-b/);
  expect(failure).toMatch(/stray\.1\.zip holds "stray\/\.\.\/\.\.\/x\.php" outside of stray\//);
});

test('it makes one release with what is committed, and does not stand where that does', async () => {
  const committed = tree({ 'themes/own/style.css': 'a', 'plugins/a-b/mine.php': '<?php' });
  const fetched = tree({ 'plugins/other/x.php': '<?php' });
  const release = await openRelease('6.8.3', [committed, fetched], MIB);
  onTestFinished(release.close);
  expect(release.files).toBe(3);
  const staged = readdirSync(join(await release.staged(), 'plugins'));
  expect(staged.sort()).toEqual(['a-b', 'other']);
  await expect(openRelease('6.8.3', [committed, tree({ 'plugins/a-b/a-b.php': '' })], MIB)).rejects.toThrow(
    'wp-content/plugins/a-b: is declared in cluster/ as well. Remove it from one of the two.',
  );
});
