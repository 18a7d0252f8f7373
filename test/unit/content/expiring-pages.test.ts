import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentScript } from '#remote-scripts';
import { runProgram } from '../hosts/requests.ts';

/** The effect of a switch on nginx's stored pages. */
const root = mkdtempSync(join(tmpdir(), 'flotilla-pages-'));
const PAGES = '/var/cache/nginx/pages/1/22';
const NOW = Math.floor(Date.now() / 1000);

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** The beginning of a page in nginx's cache: format version, time of expiry, and how long it may be served stale. */
function page(version: number, expires: number): Buffer {
  const head = Buffer.alloc(24);
  [version, expires, 600].forEach((value, place) => {
    head.writeBigInt64LE(BigInt(value), place * 8);
  });
  return Buffer.concat([head, Buffer.from('the rest')]);
}

const times = (name: string) => {
  const head = readFileSync(join(root, PAGES, name));
  return [Number(head.readBigInt64LE(8)), Number(head.readBigInt64LE(16)), head.subarray(24).toString()];
};

beforeAll(() => {
  put(`${PAGES}/fresh`, page(5, NOW + 5));
  put(`${PAGES}/old`, page(5, NOW - 5000));
  put(`${PAGES}/unknown`, page(6, NOW + 5));
  put(`${PAGES}/short`, 'x');
  put('/etc/elsewhere', page(5, NOW + 5));
  linkSync(join(root, '/etc/elsewhere'), join(root, PAGES, 'linked'));
  symlinkSync(join(root, '/etc/elsewhere'), join(root, PAGES, 'pointing'));
  put('/srv/www/content/releases/one/wp-content/index.php', '');
  put('/srv/www/content/releases/one/core/wp-load.php', '');
  symlinkSync('nowhere', join(root, '/srv/www/content/current'));
  runProgram(contentScript, { verb: 'switch', release: 'one' }, { root });
});
afterAll(() => rmSync(root, { recursive: true }));

test('a fresh page expires but is kept', () => {
  const [expires = 0, shown, rest] = times('fresh');
  expect([Number(expires) < Date.now() / 1000, shown, rest]).toEqual([true, 0, 'the rest']);
});

test('a page that had already expired keeps its time of expiry', () => {
  expect(times('old')).toEqual([NOW - 5000, 0, 'the rest']);
});

test.each(['unknown', 'short', 'linked', 'pointing'])(
  'a file that is not a readable page is removed: %s',
  (name) => {
    expect(existsSync(join(root, PAGES, name))).toBe(false);
  },
);

test('the target of a link is unchanged', () => {
  expect(readFileSync(join(root, '/etc/elsewhere'))).toEqual(page(5, NOW + 5));
});
