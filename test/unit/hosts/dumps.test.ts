import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const PROGRAM = `
import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, "actions/src/hosts/remote")
from dumps.dump import superfluous
print(json.dumps(superfluous(json.load(sys.stdin))))`;

/** The dumps to delete, given the dumps from newest to oldest. */
function superfluous(...names: string[]): string[] {
  const { stdout, stderr } = spawnSync('python3', ['-c', PROGRAM], {
    input: JSON.stringify(names),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

/** The nth dump, of the tables of that WordPress. */
const dump = (n: number, version: string): string => `202611${n + 10}T030000Z-${version}-0123456789abcdef`;

it('the last five are kept', () => {
  expect(superfluous()).toEqual([]);
  const versions = ['7.1.3', '7.1.2', '7.1', '7.0-RC2', '7.0-RC1', '6.9', '6.8.12'];
  const all = versions.map((version, index) => dump(9 - index, version));
  expect(superfluous(...all)).toEqual(all.slice(5));
});

it('keeps the dump from before the first attempt of a failed upgrade, however often it is repeated', () => {
  const tries = [9, 8, 7, 6, 5, 4, 3].map((n) => dump(n, '6.8.12'));
  expect(superfluous(...tries)).toEqual([dump(4, '6.8.12')]);
  expect(superfluous(dump(10, '7.1'), ...tries, dump(2, '6.7'))).toEqual([
    dump(5, '6.8.12'),
    dump(4, '6.8.12'),
    dump(2, '6.7'),
  ]);
});
