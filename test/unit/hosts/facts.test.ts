import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HostConnection, RunResult } from '../../../actions/src/hosts/link/connection.ts';
import { observeHost } from '../../../actions/src/hosts/observe.ts';

import { observe, put, useHost } from './observing.ts';

useHost();

it('reports a host with an empty root that was never converged', async () => {
  expect(await observe()).toMatchObject({
    host: execFileSync('uname', ['-n'], { encoding: 'utf8' }).trim(),
    cloudInit: 'done',
    os: 'unknown',
    packages: [],
    files: {},
    vpnFingerprint: null,
    certificate: null,
    manifest: null,
  });
});

it('reports memory, disk and clock', async () => {
  const { memoryMiB, disk, clock } = await observe();
  const total = Number(/MemTotal:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]);
  expect(memoryMiB).toBe(Math.floor(total / 1024));
  expect(disk.freeMiB).toBeGreaterThan(0);
  expect(disk.totalMiB).toBeGreaterThanOrEqual(disk.freeMiB);
  expect(Math.abs(clock - Date.now() / 1000)).toBeLessThan(5);
});

it('reports the operating system', async () => {
  put('/etc/os-release', 'NAME="Debian GNU/Linux"\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\n');
  expect((await observe()).os).toBe('Debian GNU/Linux 13 (trixie)');
});

it('reports installed packages, as dpkg-query does', async () => {
  put('/var/lib/dpkg/status', readFileSync('/var/lib/dpkg/status'));
  const format = ['db:Status-Status', 'Package'].map((field) => `\${${field}}`).join(' ');
  const listed = execFileSync('dpkg-query', ['-W', '-f', `${format}\n`], { encoding: 'utf8' });
  const installed = listed
    .split('\n')
    .flatMap((line) => (line.startsWith('installed ') ? [line.slice(10)] : []));
  expect([...(await observe()).packages].sort()).toEqual([...new Set(installed)].sort());
});

describe('cloud-init', () => {
  const result = (errors: readonly string[]) =>
    put('/run/cloud-init/result.json', JSON.stringify({ v1: { errors } }));
  it.each<[string, string, () => void]>([
    ['is absent', 'done', () => {}],
    ['has not finished', 'running', () => put('/usr/bin/cloud-init', '')],
    [
      'is disabled',
      'done',
      () => {
        put('/usr/bin/cloud-init', '');
        put('/run/cloud-init/disabled', '');
      },
    ],
    ['has finished', 'done', () => result([])],
    ['has failed', 'error: no network; no disk', () => result(['no network', 'no disk'])],
  ])('that %s is %s', async (_, expected, arrange) => {
    arrange();
    expect((await observe()).cloudInit).toBe(expected);
  });
});

describe('an answer without facts', () => {
  const answering = (result: RunResult): HostConnection => ({ run: async () => result, close: () => {} });
  it.each<[string, RunResult, RegExp]>([
    [
      'no python3',
      { code: 127, stdout: '', stderr: 'sh: python3: not found\n' },
      /failed: sh: python3: not found\. Open/,
    ],
    ['a signal', { code: null, stdout: '', stderr: '' }, /was ended by a signal\. Open/],
    ['other output', { code: 0, stdout: 'Welcome!', stderr: '' }, /printed no result.*Welcome!/],
    [
      'half an object',
      { code: 0, stdout: '{"host":"a"}', stderr: '' },
      /printed no result \(cloudInit is wrong\)/,
    ],
  ])('%s', async (_, result, message) => {
    await expect(observeHost(answering(result))).rejects.toThrow(message);
  });
});
