import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { contentScript } from '#remote-scripts';
import { openRelease } from '../../../actions/src/content/release.ts';
import { folder, MIB, tree } from './tree.ts';

const FILES = {
  'themes/a/style.css': 'body {}',
  'themes/a/ünïcödé ﬀ.php': '<?php',
  'themes/a/𐐷.php': '<?php // sorts by bytes, not by UTF-16 units',
  'themes/ab/x': 'x',
  'mu-plugins/m.php': '<?php',
};

function release(root: string) {
  const made = openRelease([root], MIB);
  onTestFinished(() => made.close());
  return made;
}

test('the same tree is the same release, whenever it was checked out, in files with the same times', async () => {
  const [one, two] = [tree(FILES), tree(FILES)];
  utimesSync(join(two, 'themes/a/style.css'), 1, 1);
  const [first, second] = [release(one), release(two)];
  expect(second.id).toBe(first.id);
  for (const path of Object.keys(FILES)) {
    const time = lstatSync(join(first.staged(), path)).mtimeMs;
    expect(lstatSync(join(second.staged(), path)).mtimeMs).toBe(time);
    expect(time).toBeLessThan(Date.now());
  }
});

test.each<[string, (root: string) => void]>([
  ['content of the same length', (root) => writeFileSync(join(root, 'themes/ab/x'), 'y')],
  ['a mode', (root) => chmodSync(join(root, 'themes/ab/x'), 0o755)],
  ['a new file', (root) => writeFileSync(join(root, 'themes/ab/z'), '')],
  ['a link', (root) => symlinkSync('x', join(root, 'themes/ab/z'))],
])('%s makes another release, and another time', async (_, change) => {
  const root = tree(FILES);
  const before = release(root);
  change(root);
  const after = release(root);
  expect(after.id).not.toBe(before.id);
});

test('a file that changed without changing its size has another time, by which rsync tells it', async () => {
  const [one, two] = [release(tree(FILES)), release(tree({ ...FILES, 'themes/ab/x': 'y' }))];
  const time = (root: string) => lstatSync(join(root, 'themes/ab/x')).mtimeMs;
  expect(time(two.staged())).not.toBe(time(one.staged()));
});

/** The host's end, run here under a root of its own. */
function host() {
  const root = folder();
  mkdirSync(join(root, 'srv/www/content'), { recursive: true });
  mkdirSync(join(root, 'srv/www/current/wp-content'), { recursive: true });
  symlinkSync(join(root, 'srv/www/current'), join(root, 'srv/www/content/current'));
  const env = { ...process.env, FLOTILLA_ROOT: root };
  const run = (...words: string[]) =>
    JSON.parse(execFileSync('python3', ['-IS', '-', ...words], { env, input: contentScript }).toString());
  /** As rsync would. */
  const take = async (files: Record<string, string>) => {
    const { id, staged } = release(tree(files));
    cpSync(staged(), run('begin', id).tree, {
      recursive: true,
      preserveTimestamps: true,
      verbatimSymlinks: true,
    });
    return id;
  };
  return { root, run, take };
}

test('the host computes the same digest, and takes nothing for whole that has another', async () => {
  const root = tree(FILES);
  symlinkSync('style.css', join(root, 'themes/a/link'));
  chmodSync(join(root, 'themes/ab/x'), 0o755);
  const { id, staged } = release(root);
  const { run } = host();
  const { tree: to } = run('begin', id);
  cpSync(staged(), to, { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(to, 'themes/ab/x'), 'half');
  expect(run('accept', id)).toMatchObject({ files: 6, id: expect.not.stringMatching(id) });
  expect(run('begin', id).present).toBe(false);
  cpSync(join(staged(), 'themes/ab/x'), join(to, 'themes/ab/x'));
  expect(run('accept', id)).toEqual({ id, files: 6 });
  expect(run('begin', id).present).toBe(true);
});

test('five releases are kept, the live one first; going back leads to the last that was kept', async () => {
  const { root, run, take } = host();
  const ids: string[] = [];
  for (const content of ['1', '2', '3', '4', '5', '6']) {
    const id = await take({ 'themes/a/style.css': content });
    run('accept', id);
    run('switch', id);
    run('keep', id, String(1_700_000_000 + Number(content)));
    ids.unshift(id);
  }
  expect(run('history')).toEqual({ live: ids[0], history: ids.slice(0, 5) });
  expect(existsSync(join(root, 'srv/www/content/releases', ids[5] ?? ''))).toBe(false);
  const bad = await take({ 'themes/a/style.css': 'bad' });
  run('accept', bad);
  expect(run('switch', bad)).toEqual({ was: ids[0], live: bad });
  expect(run('back')).toEqual({ was: bad, live: ids[0] });
});

test('what is made live last counts as newer, also by a run of which the clock is slow', async () => {
  const { root, run, take } = host();
  for (const [content, at] of [
    ['1', '2000'],
    ['2', '1000'],
    ['2', '1500'],
  ] as const) {
    const id = await take({ 'themes/a/style.css': content });
    run('accept', id);
    run('switch', id);
    run('keep', id, at);
  }
  const lines = readFileSync(join(root, 'srv/www/content/history'), 'utf8').trim().split('\n');
  expect(lines.map((line) => line.split(' ')[1])).toEqual(['2001', '2000']);
});

test('before anything was kept, going back leads to the core’s own content', async () => {
  const { root, run, take } = host();
  const id = await take(FILES);
  run('accept', id);
  run('switch', id);
  expect(run('back')).toEqual({ was: id, live: 'current' });
  expect(existsSync(join(root, 'srv/www/content/current/wp-content'))).toBe(true);
});
