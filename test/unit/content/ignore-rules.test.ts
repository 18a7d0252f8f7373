import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { outcomeText } from '../../../actions/src/commands/content.ts';
import { openRelease } from '../../../actions/src/content/release.ts';
import { scan } from '../../../actions/src/content/tree/scan.ts';
import { inSlices } from '../../../actions/src/content/tree/slices.ts';
import { MIB, tree } from './tree.ts';

const scanned = (root: string) => inSlices(scan(root, MIB));
const pathsIn = async (root: string) => (await scanned(root)).found.map(({ path }) => path).sort();
const STYLE = { 'themes/a/style.css': '' };

test.each([
  ['docs/', ['plugins/p/docs/x.md'], ['plugins/p/src/Docs/A.php', 'plugins/p/DOCS/x.md']],
  ['*.psd', ['themes/a/logo.psd'], ['themes/a/LOGO.PSD']],
  ['/plugins/p/Readme.md', ['plugins/p/Readme.md'], ['plugins/p/README.md', 'plugins/p/readme.md']],
  ['docs/', [], ['plugins/p/docs']],
])('the rule %s leaves out %j and keeps %j', async (rule, leftOut, kept) => {
  const files = Object.fromEntries([...leftOut, ...kept].map((path) => [path, '']));
  const root = tree({ ...files, '.rsyncignore': `${rule}\n` });
  expect(await pathsIn(root)).toEqual([...kept].sort());
});

const FOLDERS = ['docs', 'Docs', 'a', 'b/a', '#a', 'a ', '[x]', '(a)'];
const NAMES = ['docs', 'Docs', 'a', 'x.css', 'X.CSS', '+', 'a '];
const GLOBS = [
  ...['docs', 'Docs', 'a', 'x.css', '*.css', 'd*', '*', '**', '?', '[a-c]', '[!a]', '[[:alpha:]]'],
  ...['\\a', '\\#a', '#a', 'a ', 'a\\ ', '[x]', '(a)', '+', 'b'],
];
const pattern = fc
  .array(fc.constantFrom(...GLOBS), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'));
const rule = fc
  .tuple(fc.constantFrom('', '', '!'), fc.constantFrom('', '/themes/'), pattern, fc.constantFrom('', '', '/'))
  .map((parts) => parts.join(''));

test('for any rules, exactly the files that git ignores are left out', { timeout: 60_000 }, async () => {
  const paths = FOLDERS.flatMap((top) => NAMES.map((name) => `themes/${top}/${name}`));
  const root = tree(Object.fromEntries(paths.map((path) => [path, ''])));
  execFileSync('git', ['init', '--quiet', root]);
  const git = ['-C', root, 'ls-files', '--others', '-z', '--exclude-from=.rsyncignore', 'themes'];
  await fc.assert(
    fc.asyncProperty(fc.array(rule, { minLength: 1, maxLength: 3 }), async (lines) => {
      writeFileSync(join(root, '.rsyncignore'), lines.join('\n'));
      const byGit = execFileSync('git', git).toString().split('\0').filter(Boolean);
      expect(await pathsIn(root)).toEqual(byGit.sort());
    }),
    { numRuns: 100 },
  );
});

test('the release counts the files that each rule left out, with the line of the rule', async () => {
  const root = tree({
    ...STYLE,
    '.rsyncignore': '# Not for hosts.\ndocs/\n\n*.psd\n!keep.psd\n*.unused\n',
    'plugins/p/docs/a.md': '',
    'plugins/p/docs/deep/b.md': '',
    'themes/a/docs/c.md': '',
    'themes/a/logo.psd': '',
    'themes/a/keep.psd': '',
  });
  const release = await openRelease('6.8.3', [root], MIB);
  onTestFinished(release.close);
  expect(release.leftOut).toEqual([
    { rule: 'docs/', line: 2, files: 3 },
    { rule: '*.psd', line: 4, files: 1 },
  ]);
  const report = { ...release, release: 'x', sent: new Map(), switchedIn: 1, failures: [] };
  expect(outcomeText(report, [])).toContain('- left out 3 files: rule "docs/", wp-content/.rsyncignore:2\n');
});

test('git’s own directory is never content, even if it is a submodule’s file', async () => {
  const root = tree({
    ...STYLE,
    'plugins/p/.git': 'gitdir: ../../../.git/modules/p',
    'themes/a/.git/HEAD': '',
    'plugins/p/p.php': '',
  });
  expect(await scanned(root)).toMatchObject({
    mistakes: [],
    found: [{ path: 'plugins/p/p.php' }, { path: 'themes/a/style.css' }],
  });
});

test('the template’s own rules leave out nothing that a plugin may need at run time', async () => {
  const template = readFileSync('wp-content/.rsyncignore', 'utf8');
  const needed = [
    'plugins/matomo/app/node_modules/jquery/jquery.min.js',
    'plugins/p/node_modules/x/x.js',
    'themes/a/dist/x.js',
    'themes/a/vendor/autoload.php',
  ];
  const root = tree({ ...Object.fromEntries(needed.map((path) => [path, ''])), '.rsyncignore': template });
  expect(await pathsIn(root)).toEqual(needed);
});
