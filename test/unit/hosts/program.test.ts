import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import * as remote from '#remote-scripts';
import { hasSecrets, hasUnknowns } from '../../../actions/src/lib/template.ts';
import { remotePrograms } from '../../../scripts/remote-programs.ts';

const { program: _, ...scripts } = remote;
const FOLDER = 'actions/src/hosts/remote';
const loaded = (text: string) => [...text.matchAll(/^load\("([\w.]+)"/gm)].map(([, name = '']) => name);

it('a program has the same text in a bundle as from the sources', async () => {
  const { outputFiles } = await build({
    entryPoints: [join(FOLDER, 'scripts.bundled.ts')],
    ...{ bundle: true, write: false, format: 'esm', platform: 'node', charset: 'utf8' },
    plugins: [remotePrograms],
  });
  const bundled = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`);
  expect({ ...bundled }).toEqual({ ...scripts });
});

it('a program contains each module after those that it imports, and no unused module', () => {
  const modules = Object.values(scripts).flatMap(loaded);
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
  const present = files
    .filter((file) => /\/.*\.py$/.test(file))
    .map((file) => file.slice(0, -3).replaceAll('/', '.'));
  expect([...new Set(modules)].sort()).toEqual(present.sort());
  for (const text of Object.values(scripts)) {
    for (const [index, name] of loaded(text).entries()) {
      const source = readFileSync(join(FOLDER, `${name.replaceAll('.', '/')}.py`), 'utf8');
      const ours = [...source.matchAll(/^from (\w+\.\w+) import/gm)].map(([, imported]) => imported);
      expect(loaded(text).slice(0, index)).toEqual(expect.arrayContaining(ours));
    }
  }
});

it('a program names the file and the line of an error', () => {
  const { status, stderr } = spawnSync('python3', ['-IS', '-c', scripts.certificatesScript], {
    input: '{"verb":"sign"}',
    encoding: 'utf8',
  });
  const lines = readFileSync(join(FOLDER, 'host/program.py'), 'utf8').split('\n');
  const failing = lines.findIndex((line) => line.includes('verbs[')) + 1;
  expect(stderr).toContain(`File "host/program.py", line ${failing}, in serve`);
  expect(status).toBe(1);
});

it('a program also runs from the sources as ordinary Python', () => {
  const env = { ...process.env, PYTHONPATH: FOLDER };
  const { status, stdout } = spawnSync('python3', ['-B', '-m', 'certificates'], {
    env,
    input: '{"verb":"look"}',
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toMatchObject({ event: 'done', chain: null });
  expect(status).toBe(0);
});

it('a program refuses with a reason and its own exit status', () => {
  const root = mkdtempSync(join(tmpdir(), 'flotilla-refusal-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'srv/www/content'), { recursive: true });
  const { status, stdout, stderr } = spawnSync('python3', ['-IS', '-c', scripts.contentScript], {
    env: { ...process.env, FLOTILLA_ROOT: root },
    input: '{"verb":"switch","release":"one"}',
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toEqual({
    event: 'refused',
    reason: `${root}/srv/www/content/releases/one is not complete on this host: apply the cluster first.`,
  });
  expect([status, stderr]).toEqual([3, '']);
});

it('the facts program can be written from a template, because it contains no hole', () => {
  expect([hasSecrets(scripts.factsScript), hasUnknowns(scripts.factsScript)]).toEqual([false, false]);
});
