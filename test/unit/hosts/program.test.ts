import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import * as scripts from '#remote-scripts';
import { hasSecrets, hasUnknowns } from '../../../actions/src/lib/template.ts';
import { remotePrograms } from '../../../scripts/remote-programs.ts';

const FOLDER = 'actions/src/hosts/remote';
const loaded = (text: string) => [...text.matchAll(/^load\("([\w.]+)"/gm)].map(([, name = '']) => name);

it('is the same text in a bundle as from the sources', async () => {
  const { outputFiles } = await build({
    entryPoints: [join(FOLDER, 'scripts.bundled.ts')],
    ...{ bundle: true, write: false, format: 'esm', platform: 'node', charset: 'utf8' },
    plugins: [remotePrograms],
  });
  const bundled = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`);
  expect({ ...bundled }).toEqual({ ...scripts });
});

it('consists of modules each of which follows those that it imports, and none is left over', () => {
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

it('names the file and the line of what goes wrong', () => {
  const { stderr } = spawnSync('python3', ['-IS', '-c', scripts.certificatesScript], {
    input: '{"verb":"sign"}',
    encoding: 'utf8',
  });
  const lines = readFileSync(join(FOLDER, 'certificates/__main__.py'), 'utf8').split('\n');
  const failing = lines.findIndex((line) => line.includes('VERBS[')) + 1;
  expect(stderr).toContain(`File "certificates/__main__.py", line ${failing}, in main`);
});

it('runs from the sources too, as any Python', () => {
  const env = { ...process.env, PYTHONPATH: FOLDER };
  const { stdout } = spawnSync('python3', ['-B', '-m', 'certificates'], {
    env,
    input: '{"verb":"look"}',
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toHaveProperty('done');
});

it('may itself be written from a template: the facts hold no hole', () => {
  expect([hasSecrets(scripts.factsScript), hasUnknowns(scripts.factsScript)]).toEqual([false, false]);
});
