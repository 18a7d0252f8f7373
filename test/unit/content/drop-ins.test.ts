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
])('%s, which WordPress knows, is part of a release', async (name) => {
  const { found, mistakes } = await scanned(tree({ ...PLUGIN, [name]: '<?php' }));
  expect(mistakes).toEqual([]);
  expect(found.map(({ path }) => path)).toContain(name);
});

test('a drop-in may be a link to the plugin that brings it', async () => {
  const root = tree(PLUGIN);
  symlinkSync('plugins/p/object-cache.php', join(root, 'object-cache.php'));
  const { found, mistakes } = await scanned(root);
  expect(mistakes).toEqual([]);
  expect(found).toContainEqual(expect.objectContaining({ path: 'object-cache.php', kind: 'link' }));
});

test.each([
  ['uploads/2026/x.jpg', 'uploads', /all hosts share.*scripts\/ssh.*the rule "\/uploads\/"/],
  ['upgrade/x', 'upgrade', /is written by WordPress or a plugin at run time.*"\/upgrade\/"/],
  ['debug.log', 'debug.log', /is a dump, a backup or a log.*Remove it.*"\/debug\.log"/],
  ['site.sql', 'site.sql', /is a dump, a backup or a log/],
  ['own.php', 'own.php', /is no file that WordPress loads from here.*mu-plugins\/.*object-cache\.php/],
  ['Object-Cache.php', 'Object-Cache.php', /is no file that WordPress loads from here/],
  ['data/x.json', 'data', /Move it into the plugin or theme that uses it.*"\/data\/"/],
  ['notes.txt', 'notes.txt', /WordPress loads no such file.*"\/notes\.txt"/],
  ['db.php/x', 'db.php', /is a directory, and WordPress loads a file named db\.php/],
])('%s is refused, with advice for that very file', async (path, name, advice) => {
  const { mistakes } = await scanned(tree({ ...PLUGIN, [path]: '' }));
  expect(mistakes).toEqual([expect.stringMatching(advice)]);
  expect(mistakes[0]).toMatch(new RegExp(`^wp-content/${name}: `));
});

test('the rule that a refusal names makes it pass', async () => {
  const root = tree({ ...PLUGIN, 'uploads/x.jpg': '', '.rsyncignore': '/uploads/\n' });
  mkdirSync(join(root, 'themes/a/uploads'), { recursive: true });
  expect((await scanned(root)).mistakes).toEqual([]);
});
