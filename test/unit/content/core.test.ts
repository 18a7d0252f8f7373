import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentScript } from '#remote-scripts';
import { fetchCore } from '../../../actions/src/hosts/roles/wordpress/core.ts';
import { runProgram } from '../hosts/requests.ts';
import { EXAMPLE } from '../plan/example.ts';
import { folder, tree } from './tree.ts';

const FILES = {
  'wp-load.php': '<?php // loads',
  'wp-includes/version.php': '<?php // 6.8',
  'index.php': '<?php',
};

/** A host's folder for WordPress, and a place to download it from. */
function host() {
  const [root, source] = [folder(), folder()];
  const core = join(root, 'srv/www/core/6.8');
  mkdirSync(join(core, '..'), { recursive: true });
  execFileSync('cp', ['-r', tree(FILES), join(source, 'wordpress')]);
  execFileSync('tar', ['-czf', 'wordpress-6.8.tar.gz', 'wordpress'], { cwd: source });
  execFileSync('sh', ['-c', 'sha1sum wordpress-6.8.tar.gz >wordpress-6.8.tar.gz.sha1'], { cwd: source });
  const wordpress = { ...EXAMPLE.wordpress, version: '6.8', source: `file://${source}`, sha256: undefined };
  const { check, run } = fetchCore(wordpress);
  const here = (line: string) =>
    line.replaceAll('/srv/www/', `${root}/srv/www/`).replace("--proto '=https'", '');
  return {
    ...{ root, core },
    passes: () => spawnSync('sh', ['-c', here(check)]).status === 0,
    fetch: () => execFileSync('sh', ['-c', here(run)], { stdio: 'pipe' }),
    /** What the content program reports about it. */
    begin: () => {
      const content = join(root, 'srv/www/content');
      mkdirSync(join(content, 'releases'), { recursive: true });
      execFileSync('ln', ['-sfn', join(content, 'first'), join(content, 'current')]);
      const request = { verb: 'begin', release: '0123456789abcdef', version: '6.8' };
      return runProgram(contentScript, request, { root });
    },
  };
}

/** Changes a file but keeps its size and time. */
function tamper(path: string): void {
  const { atime, mtime } = statSync(path);
  writeFileSync(path, readFileSync(path, 'utf8').replace('<', '['));
  utimesSync(path, atime, mtime);
}

test.each<[string, (core: string) => void]>([
  ['changed', (core) => writeFileSync(join(core, 'index.php'), '<?php evil();')],
  ['emptied, as by a loss of power', (core) => writeFileSync(join(core, 'index.php'), '')],
  ['deleted', (core) => rmSync(join(core, 'wp-includes/version.php'))],
  ['deleted, even if every request starts with it', (core) => rmSync(join(core, 'wp-load.php'))],
  ['added', (core) => writeFileSync(join(core, 'wp-includes/shell.php'), '<?php')],
  ['given another mode', (core) => chmodSync(join(core, 'index.php'), 0o666)],
])('a file of WordPress that was %s is found and repaired, and the others stay in place', (_, spoil) => {
  const { core, passes, fetch } = host();
  expect(passes()).toBe(false);
  fetch();
  expect(passes()).toBe(true);
  const inode = () => statSync(join(core, 'wp-includes')).ino;
  const before = inode();
  spoil(core);
  expect(passes()).toBe(false);
  fetch();
  expect(passes()).toBe(true);
  for (const [path, content] of Object.entries(FILES))
    expect(readFileSync(join(core, path), 'utf8')).toBe(content);
  expect(existsSync(join(core, 'wp-includes/shell.php'))).toBe(false);
  expect(inode()).toBe(before);
});

test('the next download removes what a killed one left', () => {
  const { core, fetch } = host();
  for (const left of ['.fetch.Ab12Cd', '.fetch'])
    mkdirSync(join(core, '..', left, 'wordpress'), { recursive: true });
  fetch();
  expect(readdirSync(join(core, '..')).sort()).toEqual(['.lock', '6.8', '6.8.listing', '6.8.sums']);
});

test('a sync finds a changed file that kept its size and time; a hard link to a file is not a change', () => {
  const { core, fetch, begin } = host();
  fetch();
  expect(begin().spoilt).toBe(false);
  execFileSync('cp', ['--archive', '--link', join(core, 'index.php'), join(core, '../linked.php')]);
  expect(begin().spoilt).toBe(false);
  tamper(join(core, 'wp-includes/version.php'));
  expect(begin()).toMatchObject({ spoilt: true, whole: false });
});
