import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { faultIn, isFresh, type PageFacts, pageFactsSchema } from '../../../actions/src/hosts/model/page.ts';

const database = { host: '10.8.0.1', name: 'wordpress', prefix: 'wp_' };
const WANTED = { database, release: 'abc' };
const page = (more: Partial<PageFacts> = {}, found: object = {}): PageFacts => ({
  path: '/',
  status: 200,
  cache: 'BYPASS',
  release: 'abc',
  whole: true,
  proof: { database: { ...database, error: null, wrote: true, ...found } },
  ...more,
});

it('finds nothing wrong with a correct page', () => {
  expect(faultIn(page(), WANTED)).toBeUndefined();
  expect(faultIn(page({ release: 'other' }), { database })).toBeUndefined();
});

it.each<[string, PageFacts, string, RegExp]>([
  [
    'nginx stopped',
    { path: '/', failed: { at: 'connect', error: 'Connection refused' } },
    'nginx',
    /Connection refused/,
  ],
  [
    'a bad certificate',
    { path: '/', failed: { at: 'handshake', error: 'unrecognized name' } },
    'TLS',
    /name/,
  ],
  ['all workers busy', { path: '/', failed: { at: 'answer', error: 'timed out' } }, 'PHP', /timed out/],
  ['php-fpm stopped', page({ status: 502, proof: null }), 'PHP', /HTTP 502/],
  [
    'a missing database',
    page({ status: 500 }, { error: "Unknown database 'w'", wrote: null }),
    'database',
    /Unknown/,
  ],
  [
    'an empty database',
    page({ status: 302, location: 'https://a/wp-admin/install.php' }),
    'WordPress',
    /not installed/,
  ],
  [
    'no configuration',
    page({ status: 302, location: '/wp-admin/setup-config.php' }),
    'WordPress',
    /installer/,
  ],
  ['a redirect to elsewhere', page({ status: 301, location: 'https://b/' }), 'WordPress', /HTTP 301/],
  ['a fatal error', page({ status: 500, whole: false }), 'WordPress', /HTTP 500/],
  ['half a page', page({ whole: false }), 'PHP', /incomplete/],
  ['another database', page({}, { name: 'blog' }), 'database', /comes from blog at 10\.8\.0\.1/],
  ['another host', page({}, { host: 'db.example.org' }), 'database', /at db\.example\.org/],
  ['other tables', page({}, { prefix: 'old_' }), 'database', /tables old_\*/],
  ['a database that refuses writes', page({}, { wrote: 'read-only' }), 'database', /written: read-only/],
  ['a write that is lost', page({}, { wrote: false }), 'database', /not read back/],
  ['another release', page({ release: 'old' }), 'release', /release old, not from abc/],
  ['PHP without our file', page({ proof: null }), 'PHP', /before each page/],
])('names the layer of %s', (_, found, layer, why) => {
  expect(faultIn(found, WANTED)).toEqual({ layer, why: expect.stringMatching(why) });
});

it.each(['HIT', 'STALE', 'UPDATING', 'EXPIRED', 'MISS'])(
  'does not accept a page that is %s as proof',
  (cache) => {
    expect(isFresh(page({ cache }))).toBe(false);
  },
);

/** What the host program reports about an answer, and about a missing one. */
async function asked(port: number): Promise<PageFacts> {
  const script = `import json; from host.page import page; print(json.dumps(page("a.test", "127.0.0.1", "/", ${port})))`;
  const env = { ...process.env, PYTHONPATH: 'actions/src/hosts/remote' };
  const { stdout } = await promisify(execFile)('python3', ['-B', '-c', script], { env });
  return pageFactsSchema.parse(JSON.parse(stdout));
}

it('names the step at which a host does not answer', async () => {
  const plain = createServer((_, answer) => answer.end('no TLS here')).listen(0, '127.0.0.1');
  onTestFinished(() => void plain.close());
  await new Promise((resolve) => plain.once('listening', resolve));
  expect(await asked((plain.address() as AddressInfo).port)).toMatchObject({ failed: { at: 'handshake' } });
  expect(await asked(1)).toMatchObject({ failed: { at: 'connect', error: 'Connection refused' } });
});
