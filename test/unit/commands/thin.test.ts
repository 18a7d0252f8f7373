import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, it } from 'vitest';

const DOORS = readdirSync('actions').filter((name) => existsSync(join('actions', name, 'action.yml')));

it.each(DOORS)('%s is a door, inputs to one call to outputs, and starts a committed bundle', (door) => {
  expect(readFileSync(join('actions', door, 'main.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(61);
  const { runs } = load(readFileSync(join('actions', door, 'action.yml'), 'utf8')) as { runs: object };
  expect(runs).toEqual({ using: 'node24', main: `../dist/${door}.cjs` });
});
