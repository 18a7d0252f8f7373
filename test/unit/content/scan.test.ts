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
    /^wp-content\/themes\/a\/out: The link leads out of the release/,
  ],
  ['an absolute link', link('themes/a/etc', '/etc'), /a\/etc: The link leads out of the release, to "\/etc"/],
  ['a link to the uploads', link('themes/a/up', '../../uploads'), /The link leads out of the release/],
  [
    'a pipe',
    (root) => execFileSync('mkfifo', [join(root, 'themes/a/pipe')]),
    /a\/pipe: This is neither a file, a directory nor a link/,
  ],
  [
    'a line break',
    put('themes/a/two\nlines.php'),
    /themes\/a\/two\\nlines\.php: The name contains a line break/,
  ],
  [
    'a name that is not UTF-8',
    (root) => writeFileSync(Buffer.concat([Buffer.from(join(root, 'themes/a/')), Buffer.from([0xff])]), ''),
    /themes\/a: The name "." in this directory is not UTF-8/,
  ],
  ['a dotfile', put('themes/a/.nvmrc'), /a\/\.nvmrc: nginx does not serve dotfiles.*add the rule "\.nvmrc"/],
  ['.env', put('themes/a/.env'), /a\/\.env: This kind of dotfile often holds credentials/],
  ['.htaccess', put('themes/a/.htaccess'), /a\/\.htaccess: Only Apache reads \.htaccess files/],
  [
    'a large file',
    (root) => writeFileSync(join(root, 'themes/a/film.mp4'), Buffer.alloc(MIB + 1)),
    /film\.mp4: The file has 1\.0 MiB; the limit is 1 MiB/,
  ],
  ['a folder that is a link', link('plugins', 'themes'), /wp-content\/plugins: This is not a directory/],
])('%s is a mistake', async (_, make, message) => {
  const root = tree(STYLE);
  make(root);
  const { found, mistakes } = await inSlices(scan(root, MIB));
  expect(mistakes).toEqual([expect.stringMatching(message)]);
  expect(found.map(({ path }) => path)).toEqual(['themes/a/style.css']);
});

test('all mistakes are reported at once', async () => {
  const root = tree({ ...STYLE, 'themes/a/.env': '', 'debug.log': '' });
  await expect(openRelease('6.8.3', [root], MIB)).rejects.toThrow(
    /2 mistakes\. Nothing was sent to the hosts\.\nwp-content\/debug\.log.*\nwp-content\/.*\.env/,
  );
});

test('files that the ignore file names are neither sent nor mistakes', async () => {
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

test('a link inside the tree stays a link', async () => {
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
    /^wp-content: This is a link/,
  ],
  [
    'the ignore file',
    (root) => {
      symlinkSync('/proc/self/environ', join(root, '.rsyncignore'));
      return root;
    },
    /^wp-content\/\.rsyncignore: This is not a file of at most 64 KiB/,
  ],
])('a link instead of %s is not followed', async (_, make, message) => {
  const { found, mistakes } = await inSlices(scan(make(tree(STYLE)), MIB));
  expect({ found, mistakes }).toEqual({ found: [], mistakes: [expect.stringMatching(message)] });
});
