import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { observeHost } from '../../../actions/src/hosts/observe.ts';
import { sha256 } from '../../../actions/src/lib/hash.ts';
import { secret } from '../../../actions/src/lib/template.ts';
import { own } from './local-host.ts';

import { applied, at, host, manifest, observe, put, useHost } from './observing.ts';

useHost();

describe('a file of the manifest', () => {
  const SECRET = `password = ${secret('database-password')}`;
  const fact = async () => (await observe()).files['/etc/a'];

  it('as applied: reported without content, because the manifest has it', async () => {
    put('/etc/a', 'a\n');
    manifest({ files: { '/etc/a': applied('a\n') } });
    expect(await fact()).toEqual({ sha256: sha256('a\n'), mode: '0644', ...own });
  });

  it('changed on the host: reported with its content', async () => {
    put('/etc/a', 'ünïcode "quoted"\n');
    manifest({ files: { '/etc/a': applied('a\n') } });
    expect(await fact()).toMatchObject({ content: 'ünïcode "quoted"\n' });
  });

  it.each<[string, string | Buffer, string]>([
    ['from a template with a secret', 'password = by hand', SECRET],
    ['with a NUL', 'a\0b', 'a'],
    ['that is not UTF-8', Buffer.from([0x61, 0xff]), 'a'],
    ['of 64 KiB', 'a'.repeat(64 * 1024), 'a'],
  ])('changed on the host, %s: reported without its content', async (_, content, text) => {
    put('/etc/a', content);
    manifest({ files: { '/etc/a': applied(text, 'password = written') } });
    expect(await fact()).toEqual({ sha256: expect.any(String), mode: '0644', ...own });
  });

  it.each<[string, () => void]>([
    ['that is gone', () => {}],
    ['with a link in its place', () => symlinkSync('/etc/passwd', at('/etc/a'))],
    ['with a directory in its place', () => mkdirSync(at('/etc/a'))],
  ])('%s is missing', async (_, arrange) => {
    arrange();
    manifest({ files: { '/etc/a': applied('a') } });
    expect(await fact()).toBeNull();
  });
});

it('reports directories, links, paths that must be absent, and results of checks', async () => {
  mkdirSync(at('/srv/site'), { recursive: true, mode: 0o755 });
  symlinkSync('../target', at('/etc/link'));
  put('/etc/not-a-link', '');
  put('/etc/unwanted', '');
  symlinkSync('nowhere', at('/etc/dangling'));
  manifest({
    directories: ['/srv/site', '/srv/none'],
    links: ['/etc/link', '/etc/not-a-link', '/etc/no-link'],
    absent: ['/etc/unwanted', '/etc/dangling', '/etc/none'],
    commands: { yes: { check: 'test 1 = 1', template: '' }, no: { check: 'no-such-command', template: '' } },
  });
  expect(await observe()).toMatchObject({
    directories: { '/srv/site': { mode: '0755', ...own }, '/srv/none': null },
    links: { '/etc/link': '../target', '/etc/not-a-link': null, '/etc/no-link': null },
    present: ['/etc/unwanted', '/etc/dangling'],
    commands: { 'web/yes': true, 'web/no': false },
  });
});

it('runs the checks in parallel', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `check-${index}`);
  manifest({
    commands: Object.fromEntries(names.map((name) => [name, { check: 'sleep 0.4', template: '' }])),
  });
  const began = performance.now();
  expect(Object.values((await observe()).commands)).toEqual(names.map(() => true));
  expect(performance.now() - began).toBeLessThan(0.4 * 20 * 1000 * 0.5);
});

it('kills a hanging check and its children', async () => {
  manifest({ commands: { hangs: { check: `sleep 600 & echo $! > ${at('/etc/pid')}; wait`, template: '' } } });
  const impatient = (script: unknown) => String(script).replace('CHECK_SECONDS = 30', 'CHECK_SECONDS = .5');
  const { commands } = await observeHost({
    ...host,
    run: (command, { input, ...options } = {}) => host.run(command, { ...options, input: impatient(input) }),
  });
  expect(commands).toEqual({ 'web/hangs': null });
  const child = Number(readFileSync(at('/etc/pid'), 'utf8'));
  await expect.poll(() => isRunning(child)).toBe(false);
});

/** A zombie that its new parent has not reaped yet counts as ended. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
