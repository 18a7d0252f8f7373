import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRelease } from '../../../actions/src/content/release.ts';
import { scan } from '../../../actions/src/content/tree/scan.ts';
import { inSlices } from '../../../actions/src/content/tree/slices.ts';
import { MIB, tree } from './tree.ts';

const STYLE = { 'themes/a/style.css': 'x' };
const put = (path: string) => (root: string) => writeFileSync(join(root, path), '');
const link = (path: string, target: string) => (root: string) => symlinkSync(target, join(root, path));

test.each<[string, (root: string) => void, RegExp]>([
  [
    'a link out of the tree',
    link('themes/a/out', '../../../../etc/passwd'),
    /^wp-content\/themes\/a\/out: is a link that leaves/,
  ],
  ['an absolute link', link('themes/a/etc', '/etc'), /a\/etc: is a link that leaves the tree, to "\/etc"/],
  ['a link to the uploads', link('themes/a/up', '../../uploads'), /is a link that leaves the tree/],
  [
    'a pipe',
    (root) => execFileSync('mkfifo', [join(root, 'themes/a/pipe')]),
    /a\/pipe: is neither a file, a directory nor a link/,
  ],
  ['a line break', put('themes/a/two\nlines.php'), /themes\/a\/two\\nlines\.php: has a line break/],
  [
    'a name that is not UTF-8',
    (root) => writeFileSync(Buffer.concat([Buffer.from(join(root, 'themes/a/')), Buffer.from([0xff])]), ''),
    /themes\/a: holds a name that is not UTF-8/,
  ],
  ['a dotfile', put('themes/a/.nvmrc'), /a\/\.nvmrc: is a dotfile.*add the rule "\.nvmrc"/],
  ['.env', put('themes/a/.env'), /a\/\.env: is a dotfile that often holds credentials/],
  ['.htaccess', put('themes/a/.htaccess'), /a\/\.htaccess: is a dotfile that only Apache reads/],
  [
    'a large file',
    (root) => writeFileSync(join(root, 'themes/a/film.mp4'), Buffer.alloc(MIB + 1)),
    /film\.mp4: has 1\.0 MiB, over the limit of 1 MiB/,
  ],
  ['a folder that is a link', link('plugins', 'themes'), /wp-content\/plugins: is no directory/],
])('%s is a mistake that names it', async (_, make, told) => {
  const root = tree(STYLE);
  make(root);
  const { found, mistakes } = await inSlices(scan(root, MIB));
  expect(mistakes).toEqual([expect.stringMatching(told)]);
  expect(found.map(({ path }) => path)).toEqual(['themes/a/style.css']);
});

test('all mistakes are told at once', async () => {
  const root = tree({ ...STYLE, 'themes/a/.env': '', 'debug.log': '' });
  await expect(openRelease('6.8.3', [root], MIB)).rejects.toThrow(
    /2 mistakes; nothing was sent\.\n- .*debug\.log.*\n- .*\.env/,
  );
});

test('what the ignore file names is neither sent nor a mistake', async () => {
  const root = tree({
    ...STYLE,
    '.rsyncignore': '.gitkeep\nnode_modules/\n/README.md\n*.psd\n!keep.psd\n',
    'README.md': '',
    'plugins/.gitkeep': '',
    'themes/a/node_modules/.bin/x': '',
    'themes/a/logo.psd': '',
    'themes/a/keep.psd': '',
  });
  const { found, mistakes } = await inSlices(scan(root, MIB));
  expect(mistakes).toEqual([]);
  expect(found.map(({ path }) => path).sort()).toEqual(['themes/a/keep.psd', 'themes/a/style.css']);
});

test('a link inside the tree is a link', async () => {
  const root = tree(STYLE);
  link('themes/a/again.css', 'style.css')(root);
  const { found, mistakes } = await inSlices(scan(root, MIB));
  expect(mistakes).toEqual([]);
  expect(found.find(({ kind }) => kind === 'link')?.path).toBe('themes/a/again.css');
});

test.each<[string, (root: string) => string, RegExp]>([
  [
    'the tree itself',
    (root) => {
      symlinkSync('/etc', join(root, 'link'));
      return join(root, 'link');
    },
    /^wp-content: is a link/,
  ],
  [
    'the ignore file',
    (root) => {
      symlinkSync('/proc/self/environ', join(root, '.rsyncignore'));
      return root;
    },
    /^wp-content\/\.rsyncignore: is a link/,
  ],
])('a link in the place of %s is not followed', async (_, make, told) => {
  const { found, mistakes } = await inSlices(scan(make(tree(STYLE)), MIB));
  expect({ found, mistakes }).toEqual({ found: [], mistakes: [expect.stringMatching(told)] });
});
