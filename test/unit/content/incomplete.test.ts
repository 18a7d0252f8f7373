import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scan } from '../../../actions/src/content/tree/scan.ts';
import { inSlices } from '../../../actions/src/content/tree/slices.ts';
import { MIB, tree } from './tree.ts';

const mistakesIn = async (root: string) => {
  const { mistakes, missing } = await inSlices(scan(root, MIB));
  return [...mistakes, ...missing];
};
const STYLE = { 'themes/a/style.css': '' };
const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';

test('a Git LFS pointer is refused with the line to add to the workflow', async () => {
  expect(await mistakesIn(tree({ ...STYLE, 'themes/a/logo.png': POINTER }))).toEqual([
    expect.stringMatching(
      /^wp-content\/themes\/a\/logo\.png: This is a Git LFS pointer.*"lfs: true" to actions\/checkout/,
    ),
  ]);
});

test.each([
  ['a text about pointers', `Pointers begin with ${POINTER}`],
  ['a long file that begins like one', POINTER.padEnd(2000, 'x')],
])('%s is not a pointer', async (_, text) => {
  expect(await mistakesIn(tree({ ...STYLE, 'themes/a/x.md': text }))).toEqual([]);
});

const modules = (...paths: string[]) =>
  paths.map((path) => `[submodule "${path}"]\n\tpath = ${path}\n\turl = ../x.git\n`).join('');
const NOT_CHECKED_OUT = /This submodule is not checked out.*"submodules: recursive" to actions\/checkout/;

test.each(['wp-content/plugins/p', 'wp-content/plugins/p/vendor/deep'])(
  'the empty submodule %s is refused with the line to add to the workflow',
  async (path) => {
    const root = tree({ '.gitmodules': modules('other', path), 'wp-content/themes/a/style.css': '' });
    mkdirSync(join(root, path), { recursive: true });
    const mistakes = await mistakesIn(join(root, 'wp-content'));
    expect(mistakes).toEqual([expect.stringMatching(NOT_CHECKED_OUT)]);
    expect(mistakes[0]).toContain(`${path}: `);
  },
);

test('an empty submodule of a submodule is refused too, but one that is checked out is not', async () => {
  const root = tree({
    '.gitmodules': modules('wp-content/plugins/p'),
    'wp-content/plugins/p/.gitmodules': modules('lib/q'),
    'wp-content/plugins/p/.git': 'gitdir: x',
    'wp-content/plugins/p/p.php': '<?php',
    'wp-content/.rsyncignore': '.git*\n',
  });
  mkdirSync(join(root, 'wp-content/plugins/p/lib/q'), { recursive: true });
  expect(await mistakesIn(join(root, 'wp-content'))).toEqual([expect.stringMatching(NOT_CHECKED_OUT)]);
});

test('a repository that was committed without its files is refused with the commands that commit them', async () => {
  const root = tree({ 'wp-content/themes/a/style.css': '', 'wp-content/plugins/p/p.php': '<?php' });
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...words], {
      cwd: root,
      stdio: 'pipe',
    });
  const inner = join(root, 'wp-content/plugins/p');
  git('init', '--quiet', inner);
  git('-C', inner, 'add', '.');
  git('-C', inner, 'commit', '--quiet', '-m', 'x');
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'x');
  git('clone', '--quiet', root, join(root, 'clone'));
  expect(await mistakesIn(join(root, 'clone/wp-content'))).toEqual([
    expect.stringMatching(/plugins\/p: This directory is empty.*"git rm --cached wp-content\/plugins\/p"/),
  ]);
});

test('an empty directory inside a plugin is not a mistake', async () => {
  const root = tree({ ...STYLE, 'plugins/p/p.php': '<?php' });
  mkdirSync(join(root, 'plugins/p/cache'));
  mkdirSync(join(root, 'languages'));
  expect(await mistakesIn(root)).toEqual([]);
});
