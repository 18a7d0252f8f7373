import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allHosts } from '../../../actions/src/declaration/declaration.ts';
import { loadDeclaration } from '../../../actions/src/declaration/load.ts';
import { formatProblem } from '../../../actions/src/declaration/problem.ts';
import { readDeclaration } from '../../../actions/src/declaration/read.ts';
import { GOOD, TOR1 } from './good.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'declaration-'));
  for (const [path, text] of Object.entries(GOOD)) await put(path, text);
});

afterEach(() => rm(root, { recursive: true }));

const put = async (path: string, content: string | Uint8Array): Promise<void> => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
};

const report = async (): Promise<string> => {
  const reading = await loadDeclaration(root);
  return 'problems' in reading ? reading.problems.map(formatProblem).join('\n') : 'nothing is wrong';
};

describe('loadDeclaration', () => {
  it('reads the declaration of this repository', async () => {
    const reading = await loadDeclaration(REPOSITORY);
    expect(
      'declaration' in reading && allHosts(reading.declaration).map(({ name, region }) => [name, region]),
    ).toEqual([
      ['sql', 'nyc1'],
      ['host-01', 'nyc1'],
      ['host-02', 'sfo3'],
      ['host-03', 'tor1'],
    ]);
  });

  it('returns the same as readDeclaration', async () => {
    await put('cluster/nginx/README', 'x: [');
    await put('cluster/nginx/redirects.conf', 'return 404;');
    const files = { ...GOOD, 'cluster/nginx/redirects.conf': 'return 404;' };
    expect(await loadDeclaration(root)).toEqual(readDeclaration(new Map(Object.entries(files))));
  });

  it('says what is missing in an empty repository', async () => {
    await rm(join(root, 'cluster'), { recursive: true });
    expect(await report()).toContain('cluster/cluster.yml:1:1: there is no such file');
  });

  it('follows no link to a file or a folder', async () => {
    await symlink('/etc/passwd', join(root, 'cluster/regions/ams3.yml'));
    await symlink('/etc', join(root, 'cluster/other'));
    expect(await report()).toBe(
      [
        'cluster/other:1:1: this is a link, or not a regular file',
        '    commit the file itself',
        'cluster/regions/ams3.yml:1:1: this is a link, or not a regular file',
        '    commit the file itself',
      ].join('\n'),
    );
  });

  it('does not wait for a pipe', async () => {
    execFileSync('mkfifo', [join(root, 'cluster/regions/ams3.yml')]);
    expect(await report()).toContain('cluster/regions/ams3.yml:1:1: this is a link, or not a regular file');
  });

  it('reads a large file only up to the limit', async () => {
    await put(TOR1, 'hosts:\n'.padEnd(10_000_000, '# padding\n'));
    expect(await report()).toBe(
      `${TOR1}:1:1: the file is larger than 256 KiB\n    keep only the declaration in it`,
    );
  });

  it('refuses a file that is not UTF-8', async () => {
    await put(TOR1, Uint8Array.of(0x68, 0xff, 0xfe));
    expect(await report()).toBe(`${TOR1}:1:1: the file is not UTF-8\n    save it as UTF-8 text`);
  });
});
