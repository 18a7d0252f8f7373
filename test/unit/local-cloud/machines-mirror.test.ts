import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { filesBelow, serveFiles } from '../../cloud/mirror/files.ts';
import { tarballIn, wordpressReleases } from '../../cloud/mirror/wordpress.ts';

const releases = wordpressReleases([
  { directory: '/mirror', version: '6.8.12' },
  { directory: '/later', version: '7.1.3' },
]);

it.each([
  ['/wordpress-6.8.3.tar.gz', '/mirror/wordpress-6.8.12.tar.gz'],
  ['/wordpress-6.8.tar.gz', '/mirror/wordpress-6.8.12.tar.gz'],
  ['/wordpress-6.8.3.tar.gz.sha1', '/mirror/wordpress-6.8.12.tar.gz.sha1'],
  ['/wordpress-7.1.tar.gz.sha1', '/later/wordpress-7.1.3.tar.gz.sha1'],
  ['/latest.tar.gz', '/later/wordpress-7.1.3.tar.gz'],
  ['/wordpress-6.7.1.tar.gz', undefined],
  ['/wordpress-6.8.3.zip', undefined],
  ['/', undefined],
])('answers %s with %s', async (pathname, path) => {
  expect((await releases(pathname))?.path).toBe(path);
});

it('reports the real version', async () => {
  expect((await releases('/wordpress-6.8.3.tar.gz'))?.headers).toEqual({ 'x-wordpress-version': '6.8.12' });
  expect((await releases('/latest.tar.gz'))?.headers).toMatchObject({
    'content-disposition': 'attachment; filename=wordpress-7.1.3.tar.gz',
  });
});

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mirror-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('derives the version from the name of the tarball', async () => {
  await expect(tarballIn(directory)).rejects.toThrow(/holds no WordPress/);
  await writeFile(join(directory, 'wordpress-6.8.12.tar.gz.sha1'), '');
  await writeFile(join(directory, 'wordpress-6.8.12.tar.gz'), '');
  expect(await tarballIn(directory)).toEqual({ directory, version: '6.8.12' });
});

it('serves files, and none outside its directory', async () => {
  await writeFile(join(directory, 'a%3ab.deb'), 'package');
  const host = createServer(serveFiles(filesBelow(directory))).listen(0, '127.0.0.1');
  await new Promise((resolve) => host.once('listening', resolve));
  const { port } = host.address() as AddressInfo;
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);

  const found = await get('/a%253ab.deb');
  expect([found.status, found.headers.get('content-length'), await found.text()]).toEqual([
    200,
    '7',
    'package',
  ]);
  expect((await get('/')).status).toBe(404);
  expect((await get('/missing')).status).toBe(404);
  expect((await get('/..%2f..%2f..%2f..%2fetc/passwd')).status).toBe(404);
  host.close();
});
