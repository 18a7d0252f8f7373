import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scan } from '../../../actions/src/content/tree/scan.ts';
import { inSlices } from '../../../actions/src/content/tree/slices.ts';
import { MIB, tree } from './tree.ts';

const scanned = (root: string) => inSlices(scan(root, MIB));
const PLUGIN = { 'plugins/p/object-cache.php': '<?php' };

test.each([
  ...['advanced-cache.php', 'blog-deleted.php', 'blog-inactive.php', 'blog-suspended.php', 'db-error.php'],
  ...['db.php', 'fatal-error-handler.php', 'index.php', 'install.php', 'maintenance.php', 'object-cache.php'],
  ...['php-error.php', 'sunrise.php'],
])('%s, a drop-in of WordPress, is part of a release', async (name) => {
  const { found, mistakes } = await scanned(tree({ ...PLUGIN, [name]: '<?php' }));
  expect(mistakes).toEqual([]);
  expect(found.map(({ path }) => path)).toContain(name);
});

test('a drop-in may be a link to the plugin that provides it', async () => {
  const root = tree(PLUGIN);
  symlinkSync('plugins/p/object-cache.php', join(root, 'object-cache.php'));
  const { found, mistakes } = await scanned(root);
  expect(mistakes).toEqual([]);
  expect(found).toContainEqual(expect.objectContaining({ path: 'object-cache.php', kind: 'link' }));
});

test.each([
  ['uploads/2026/x.jpg', 'uploads', /All hosts share.*scripts\/ssh.*the rule "\/uploads\/"/],
  ['upgrade/x', 'upgrade', /WordPress or a plugin writes this at run time.*"\/upgrade\/"/],
  ['debug.log', 'debug.log', /A dump, a backup or a log would be published.*Remove it.*"\/debug\.log"/],
  ['site.sql', 'site.sql', /A dump, a backup or a log would be published/],
  ['own.php', 'own.php', /WordPress does not load this file.*mu-plugins\/.*object-cache\.php/],
  ['Object-Cache.php', 'Object-Cache.php', /WordPress does not load this file/],
  ['data/x.json', 'data', /Move it into the plugin or theme that uses it.*"\/data\/"/],
  ['notes.txt', 'notes.txt', /This file is not synced, because WordPress does not load it.*"\/notes\.txt"/],
  ['db.php/x', 'db.php', /This is a directory, but WordPress loads a file named db\.php/],
])('%s is refused with specific advice', async (path, name, advice) => {
  const { mistakes } = await scanned(tree({ ...PLUGIN, [path]: '' }));
  expect(mistakes).toEqual([expect.stringMatching(advice)]);
  expect(mistakes[0]).toMatch(new RegExp(`^wp-content/${name}: `));
});

test('the rule that a refusal suggests solves it', async () => {
  const root = tree({ ...PLUGIN, 'uploads/x.jpg': '', '.rsyncignore': '/uploads/\n' });
  mkdirSync(join(root, 'themes/a/uploads'), { recursive: true });
  expect((await scanned(root)).mistakes).toEqual([]);
});
