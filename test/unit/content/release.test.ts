import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { contentScript } from '#remote-scripts';
import { openRelease } from '../../../actions/src/content/release.ts';
import { runProgram } from '../hosts/requests.ts';
import { folder, MIB, tree } from './tree.ts';

const FILES = {
  'themes/a/style.css': 'body {}',
  'themes/a/ünïcödé ﬀ.php': '<?php',
  'themes/a/𐐷.php': '<?php // sorts by bytes, not by UTF-16 units',
  'themes/ab/x': 'x',
  'mu-plugins/m.php': '<?php',
};

const OLD = '6.8.12';
const NEW = '7.1';

async function release(root: string, core = OLD) {
  const made = await openRelease(core, [root], MIB);
  onTestFinished(() => made.close());
  return { id: made.id, staged: await made.staged() };
}

test('the same tree gives the same release and file times, whenever it was checked out', async () => {
  const [one, two] = [tree(FILES), tree(FILES)];
  utimesSync(join(two, 'themes/a/style.css'), 1, 1);
  const [first, second] = await Promise.all([release(one), release(two)]);
  expect(second.id).toBe(first.id);
  for (const path of Object.keys(FILES)) {
    const time = lstatSync(join(first.staged, path)).mtimeMs;
    expect(lstatSync(join(second.staged, path)).mtimeMs).toBe(time);
    expect(time).toBeLessThan(Date.now());
  }
});

test.each<[string, (root: string) => void]>([
  ['content of the same length', (root) => writeFileSync(join(root, 'themes/ab/x'), 'y')],
  ['a mode', (root) => chmodSync(join(root, 'themes/ab/x'), 0o755)],
  ['a new file', (root) => writeFileSync(join(root, 'themes/ab/z'), '')],
  ['a link', (root) => symlinkSync('x', join(root, 'themes/ab/z'))],
])('%s gives another release', async (_, change) => {
  const root = tree(FILES);
  const before = await release(root);
  change(root);
  const after = await release(root);
  expect(after.id).not.toBe(before.id);
});

test('another WordPress version gives another release of the same files', async () => {
  const root = tree(FILES);
  expect((await release(root, NEW)).id).not.toBe((await release(root)).id);
});

test('a file that changed but kept its size gets another time, so rsync sends it', async () => {
  const [one, two] = await Promise.all([
    release(tree(FILES)),
    release(tree({ ...FILES, 'themes/ab/x': 'y' })),
  ]);
  const time = (root: string) => lstatSync(join(root, 'themes/ab/x')).mtimeMs;
  expect(time(two.staged)).not.toBe(time(one.staged));
});

/** The host's program, run locally under its own root. */
function host(umask = '022') {
  const root = folder();
  const content = join(root, 'srv/www/content');
  const coreAt = (version: string) => join(root, 'srv/www/core', version);
  for (const version of [OLD, NEW]) {
    mkdirSync(coreAt(version), { recursive: true });
    writeFileSync(join(coreAt(version), 'wp-load.php'), '<?php');
  }
  mkdirSync(join(content, 'first/wp-content'), { recursive: true });
  symlinkSync(coreAt(OLD), join(content, 'first/core'));
  symlinkSync(join(content, 'first'), join(content, 'current'));
  const run = (verb: string, input: object = {}) =>
    runProgram(contentScript, { verb, ...input }, { root, umask });
  /** Receives a release, as rsync would send it. */
  const take = async (files: Record<string, string>, core = OLD): Promise<string> => {
    const { id, staged } = await release(tree(files), core);
    const { tree: to } = run('begin', { release: id, version: core });
    cpSync(staged, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    run('accept', { release: id });
    return id;
  };
  /** Receives a release, makes it live and keeps it. */
  const serve = async (
    files: Record<string, string>,
    { core = OLD, at = 1_700_000_000, declared = OLD } = {},
  ): Promise<string> => {
    const id = await take(files, core);
    run('switch', { release: id });
    run('keep', { release: id, at, version: declared, needed: [] });
    return id;
  };
  return { root, run, take, serve };
}

test('the host computes the same digest, and does not accept a release with another digest', async () => {
  const root = tree(FILES);
  symlinkSync('style.css', join(root, 'themes/a/link'));
  chmodSync(join(root, 'themes/ab/x'), 0o755);
  const { id, staged } = await release(root);
  const { run } = host();
  const { tree: to } = run('begin', { release: id });
  cpSync(staged, to, { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(to, 'themes/ab/x'), 'half');
  expect(run('accept', { release: id })).toMatchObject({ files: 6, id: expect.not.stringMatching(id) });
  expect(run('begin', { release: id, version: OLD }).present).toBe(false);
  cpSync(join(staged, 'themes/ab/x'), join(to, 'themes/ab/x'));
  expect(run('accept', { release: id })).toEqual({ id, files: 6 });
  expect(run('begin', { release: id, version: OLD }).present).toBe(true);
});

test('five releases are kept, the live one first, and the host can switch to any of them', async () => {
  const { root, run, take, serve } = host();
  const ids: string[] = [];
  for (const content of ['1', '2', '3', '4', '5', '6'])
    ids.unshift(await serve({ 'themes/a/style.css': content }));
  expect(run('history').live).toBe(ids[0]);
  expect(run('history').history.map((kept: { release: string }) => kept.release)).toEqual(ids.slice(0, 5));
  expect(existsSync(join(root, 'srv/www/content/releases', ids[5] ?? ''))).toBe(false);
  const bad = await take({ 'themes/a/style.css': 'bad' });
  expect(run('switch', { release: bad })).toEqual({ was: ids[0], live: bad });
  expect(run('switch', { release: ids[0] ?? '' })).toEqual({ was: bad, live: ids[0] });
});

test('the release made live last counts as the newest, even if the run’s clock is slow', async () => {
  const { root, serve } = host();
  await serve({ 'themes/a/style.css': '1' }, { at: 2000 });
  await serve({ 'themes/a/style.css': '2' }, { at: 1000 });
  await serve({ 'themes/a/style.css': '2' }, { at: 1500 });
  const lines = readFileSync(join(root, 'srv/www/content/history'), 'utf8').trim().split('\n');
  expect(lines.map((line) => line.split(' ')[1])).toEqual(['2001', '2000']);
});

test('before anything was kept, the host can switch back to the content that came with WordPress', async () => {
  const { root, run, take } = host();
  const id = await take(FILES);
  run('switch', { release: id });
  expect(run('switch', { release: 'first' })).toEqual({ was: id, live: 'first' });
  expect(existsSync(join(root, 'srv/www/content/current/wp-content'))).toBe(true);
});

test('WordPress switches with the release; a missing version is refused before anything is sent', async () => {
  const { root, run, take, serve } = host();
  expect(run('history').cores).toEqual({ live: OLD, kept: null });
  const old = await serve(FILES, { declared: NEW });
  const core = () => readlinkSync(join(root, 'srv/www/content/current/core')).split('/').at(-1);
  run('switch', { release: await take(FILES, NEW) });
  expect(core()).toBe(NEW);
  expect(run('begin', { release: old })).toMatchObject({
    whole: true,
    core: OLD,
    cores: { live: NEW, kept: OLD },
  });
  run('switch', { release: old });
  expect(core()).toBe(OLD);
  await expect(take(FILES, '9.9')).rejects.toThrow(
    'WordPress 9.9 is not on this host: apply the cluster first.',
  );
});

test('a WordPress version is removed with the last release that uses it, unless it is the declared one', async () => {
  const { root, serve } = host();
  const cores = () => readdirSync(join(root, 'srv/www/core'));
  writeFileSync(join(root, 'srv/www/core/wp-config.php'), '<?php');
  const change = (content: string, options: Parameters<typeof serve>[1]) =>
    serve({ 'themes/a/style.css': content }, options);
  await change('1', { declared: NEW });
  expect(cores()).toEqual([OLD, NEW, 'wp-config.php']);
  expect(existsSync(join(root, 'srv/www/content/first'))).toBe(false);
  for (const content of ['2', '3', '4', '5']) await change(content, { core: NEW, declared: NEW });
  expect(cores()).toEqual([OLD, NEW, 'wp-config.php']);
  await change('6', { core: NEW, declared: NEW });
  expect(cores()).toEqual([NEW, 'wp-config.php']);
});

test('a release that a dump needs is kept with its WordPress, however old; a release that no run kept is removed', async () => {
  const { root, run, take, serve } = host();
  const releases = () => readdirSync(join(root, 'srv/www/content/releases')).sort();
  const old = await serve({ 'themes/a/style.css': 'old' }, { declared: NEW });
  const failed = await take({ 'themes/a/style.css': 'its pages fail' }, NEW);
  for (const content of ['1', '2', '3', '4', '5']) {
    const id = await take({ 'themes/a/style.css': content }, NEW);
    expect(releases()).not.toContain(failed);
    run('switch', { release: id });
    run('keep', { release: id, at: 1_800_000_000, version: NEW, needed: [old] });
  }
  expect(releases()).toHaveLength(6);
  expect(run('begin', { release: old })).toMatchObject({ whole: true, core: OLD });
  run('note', { release: old, at: 1_800_000_009 });
  expect(run('history').history[0]).toEqual({ release: old, at: 1_800_000_009 });
});

/** What PHP finds at a path that leads from a plugin up to WordPress. */
const realOf = (root: string, path: string) =>
  realpathSync(join(root, 'srv/www/content/current/wp-content/plugins/p', path)).split('/srv/www/')[1];

test.each([
  ['../../../wp-load.php', 'wp-load.php'],
  ['../../../wp-config.php', 'wp-load.php'],
  ['../../../wp-admin/includes/file.php', 'wp-admin/includes/file.php'],
])('a plugin finds WordPress at %s, in a release and in the first content', async (path, found) => {
  const { root, run, take } = host();
  for (const [version, at] of [OLD, NEW].map((each) => [each, join(root, 'srv/www/core', each)] as const)) {
    mkdirSync(join(at, 'wp-admin/includes'), { recursive: true });
    writeFileSync(join(at, 'wp-admin/includes/file.php'), version);
  }
  mkdirSync(join(root, 'srv/www/content/first/wp-content/plugins/p'), { recursive: true });
  run('switch', { release: await take({ 'plugins/p/p.php': '<?php' }, NEW) });
  expect(realOf(root, path)).toBe(`core/${NEW}/${found}`);
  run('switch', { release: 'first' });
  expect(realOf(root, path)).toBe(`core/${OLD}/${found}`);
});

const modeOf = (path: string) => statSync(path).mode & 0o777;

test('under any umask other users may enter each directory, and a sync opens directories that were closed', async () => {
  const { root, run, take } = host('077');
  const content = join(root, 'srv/www/content');
  const id = await take(FILES);
  const directories = ['.', 'releases', `releases/${id}`, `releases/${id}/wp-content`];
  const modes = () => directories.map((each) => modeOf(join(content, each)));
  expect(modes()).toEqual(directories.map(() => 0o755));
  run('switch', { release: id });
  for (const each of directories) chmodSync(join(content, each), 0o700);
  expect(run('begin', { release: id, version: OLD })).toMatchObject({ whole: true, live: id });
  expect(modes()).toEqual(directories.map(() => 0o755));
});
