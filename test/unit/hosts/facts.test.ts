import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HostConnection, RunResult } from '../../../actions/src/hosts/connection.ts';
import type { RoleManifest } from '../../../actions/src/hosts/facts.ts';
import { emptyEntry, sha256 } from '../../../actions/src/hosts/manifest.ts';
import { observeHost } from '../../../actions/src/hosts/observe.ts';
import { hasSecrets, hasUnknowns, secret } from '../../../actions/src/hosts/template.ts';
import { type LocalHost, localHost, own } from './local-host.ts';

let host: LocalHost;
beforeEach(() => {
  host = localHost();
});
afterEach(() => host.remove());

const at = (path: string) => join(host.root, path);
const put = (path: string, content: string | Buffer) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content, { mode: 0o644 });
};
const applied = (text: string, written = text) => ({
  template: sha256(text),
  content: sha256(written),
  text,
});
const manifest = (web: Partial<RoleManifest>) =>
  put(
    '/var/lib/flotilla/manifest.json',
    JSON.stringify({ version: 1, roles: { web: { ...emptyEntry, ...web } } }),
  );
const observe = () => observeHost(host);

it('tells a host that was never converged, empty as its root is', async () => {
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

it('tells memory, disk and clock as they are', async () => {
  const { memoryMiB, disk, clock } = await observe();
  const total = Number(/MemTotal:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]);
  expect(memoryMiB).toBe(Math.floor(total / 1024));
  expect(disk.freeMiB).toBeGreaterThan(0);
  expect(disk.totalMiB).toBeGreaterThanOrEqual(disk.freeMiB);
  expect(Math.abs(clock - Date.now() / 1000)).toBeLessThan(5);
});

it('tells the operating system', async () => {
  put('/etc/os-release', 'NAME="Debian GNU/Linux"\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\n');
  expect((await observe()).os).toBe('Debian GNU/Linux 13 (trixie)');
});

it('tells what is installed, as dpkg-query does', async () => {
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
    ['has not ended', 'running', () => put('/usr/bin/cloud-init', '')],
    [
      'is disabled',
      'done',
      () => {
        put('/usr/bin/cloud-init', '');
        put('/run/cloud-init/disabled', '');
      },
    ],
    ['has ended', 'done', () => result([])],
    ['has failed', 'error: no network; no disk', () => result(['no network', 'no disk'])],
  ])('that %s is %s', async (_, expected, arrange) => {
    arrange();
    expect((await observe()).cloudInit).toBe(expected);
  });
});

describe('a file of the manifest', () => {
  const SECRET = `password = ${secret('database-password')}`;
  const fact = async () => (await observe()).files['/etc/a'];

  it('as applied: no content, since the manifest has it', async () => {
    put('/etc/a', 'a\n');
    manifest({ files: { '/etc/a': applied('a\n') } });
    expect(await fact()).toEqual({ sha256: sha256('a\n'), mode: '0644', ...own });
  });

  it('changed on the host: with its content', async () => {
    put('/etc/a', 'ünïcode "quoted"\n');
    manifest({ files: { '/etc/a': applied('a\n') } });
    expect(await fact()).toMatchObject({ content: 'ünïcode "quoted"\n' });
  });

  it.each<[string, string | Buffer, string]>([
    ['whose template holds a secret', 'password = by hand', SECRET],
    ['with a NUL', 'a\0b', 'a'],
    ['that is not UTF-8', Buffer.from([0x61, 0xff]), 'a'],
    ['of 64 KiB', 'a'.repeat(64 * 1024), 'a'],
  ])('changed on the host, %s: without its content', async (_, content, text) => {
    put('/etc/a', content);
    manifest({ files: { '/etc/a': applied(text, 'password = written') } });
    expect(await fact()).toEqual({ sha256: expect.any(String), mode: '0644', ...own });
  });

  it.each<[string, () => void]>([
    ['that is gone', () => {}],
    ['with a link in its place', () => symlinkSync('/etc/passwd', at('/etc/a'))],
    ['with a directory in its place', () => mkdirSync(at('/etc/a'))],
  ])('%s is none', async (_, arrange) => {
    arrange();
    manifest({ files: { '/etc/a': applied('a') } });
    expect(await fact()).toBeNull();
  });
});

it('tells directories, links, what must be absent and what checks say', async () => {
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

it('runs the checks side by side', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `check-${index}`);
  manifest({
    commands: Object.fromEntries(names.map((name) => [name, { check: 'sleep 0.4', template: '' }])),
  });
  const began = performance.now();
  expect(Object.values((await observe()).commands)).toEqual(names.map(() => true));
  expect(performance.now() - began).toBeLessThan(0.4 * 20 * 1000 * 0.5);
});

it('ends a check that hangs, with its children', async () => {
  manifest({ commands: { hangs: { check: `sleep 600 & echo $! > ${at('/etc/pid')}; wait`, template: '' } } });
  const impatient = (script: unknown) => String(script).replace('CHECK_SECONDS = 10', 'CHECK_SECONDS = 0.5');
  const { commands } = await observeHost({
    ...host,
    run: (command, { input, ...options } = {}) => host.run(command, { ...options, input: impatient(input) }),
  });
  expect(commands).toEqual({ 'web/hangs': false });
  const child = Number(readFileSync(at('/etc/pid'), 'utf8'));
  await expect.poll(() => isRunning(child)).toBe(false);
});

/** A zombie that its new parent has not fetched yet does not run any more. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('certificates', () => {
  const make = (path: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    const subject = ['-subj', "/O=Let's Try/CN=site.example.com", '-days', '30'];
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      at('/etc/key'),
    ];
    execFileSync('openssl', ['req', '-x509', ...key, ...subject, '-out', at(path)], { stdio: 'ignore' });
    return new X509Certificate(readFileSync(at(path)));
  };

  it('has the fingerprint that OpenVPN compares', async () => {
    const certificate = make('/etc/openvpn/flotilla.crt');
    expect((await observe()).vpnFingerprint).toBe(certificate.fingerprint256);
  });

  it('finds it below the text that openssl writes before it', async () => {
    const certificate = make('/etc/openvpn/flotilla.crt');
    put('/etc/openvpn/flotilla.crt', `Certificate:\n    Data:\n${certificate.toString()}`);
    expect((await observe()).vpnFingerprint).toBe(certificate.fingerprint256);
  });

  it.each([true, false])('tells what nginx serves, placeholder %s', async (placeholder) => {
    const certificate = make('/etc/flotilla/tls/fullchain.pem');
    if (placeholder) put('/etc/flotilla/tls/placeholder', '');
    const fact = (await observe()).certificate;
    expect(fact).toEqual({
      sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      notAfter: new Date(certificate.validTo).toISOString().replace('.000Z', 'Z'),
      issuer: "CN=site.example.com,O=Let's Try",
      placeholder,
    });
  });

  it('has none where the file is damaged', async () => {
    put('/etc/flotilla/tls/fullchain.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    expect((await observe()).certificate).toBeNull();
    rmSync(at('/etc/flotilla'), { recursive: true });
  });
});

describe('the live release', () => {
  const RELEASE = '/srv/www/content/releases/0123456789abcdef';
  const content = async () => (await observe()).content;
  /** As content.py does when it has arrived. */
  const LISTING = /LISTING = (\[.*\])/;
  const scripts = ['content.py', 'facts.py'].map((name) =>
    readFileSync(`actions/src/hosts/remote/${name}`, 'utf8'),
  );
  const arrived = () => {
    put(`${RELEASE}/wp-content/themes/a/style.css`, 'a');
    put(`${RELEASE}/wp-content/plugins/p ünï.php`, '<?php');
    symlinkSync('/nowhere', at(`${RELEASE}/wp-content/uploads`));
    const [find, ...words] = JSON.parse(LISTING.exec(scripts[0] ?? '')?.[1] ?? '');
    writeFileSync(at(`${RELEASE}/listing`), execFileSync(find, words, { cwd: at(`${RELEASE}/wp-content`) }));
    symlinkSync(RELEASE, at('/srv/www/content/current'));
  };

  it('is none on a host that serves no site, and none yet before the first', async () => {
    expect(await content()).toBeNull();
    mkdirSync(at('/srv/www/content'), { recursive: true });
    symlinkSync('/srv/www/core/6.8', at('/srv/www/content/current'));
    expect(await content()).toEqual({ live: null, kept: null, drift: [], drifted: 0 });
  });

  it('is as it arrived, by a listing that both scripts make alike', async () => {
    expect(LISTING.exec(scripts[1] ?? '')?.[1]).toBe(LISTING.exec(scripts[0] ?? '')?.[1]);
    arrived();
    put('/srv/www/content/history', '0123456789abcdef 1800000000\nfedcba9876543210 1700000000\n');
    const kept = { release: '0123456789abcdef', at: 1_800_000_000 };
    expect(await content()).toEqual({ live: kept.release, kept, drift: [], drifted: 0 });
  });

  it('has drifted where a file was changed, removed or added, of which the first are named', async () => {
    arrived();
    put(`${RELEASE}/wp-content/themes/a/style.css`, 'another');
    rmSync(at(`${RELEASE}/wp-content/plugins/p ünï.php`));
    for (let index = 10; index < 40; index++) put(`${RELEASE}/wp-content/x${index}`, '');
    const found = await content();
    expect(found?.drifted).toBe(32);
    expect(found?.drift).toHaveLength(20);
    expect(found?.drift.slice(0, 3)).toEqual([
      { path: 'plugins/p ünï.php', is: 'missing' },
      { path: 'themes/a/style.css', is: 'changed' },
      { path: 'x10', is: 'added' },
    ]);
  });
});

describe('what matters to a person on call', () => {
  /** The port is the database's own, so the address must be this process's: other tests may run beside it. */
  const PRIMARY = `127.77.${(process.pid >> 8) & 0xff}.${process.pid & 0xff}`;
  const GREETING = Buffer.from([0x4a, 0, 0, 0, 10, 0x31, 0x31]);
  const health = async () => (await observe()).health;
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** Something that listens where the database would, and says this; the host knows it by its name. */
  async function database(says: Buffer | undefined): Promise<void> {
    const listener = createServer((socket) => says && socket.write(says));
    listener.listen(3306, PRIMARY);
    await once(listener, 'listening');
    closing.push(() => listener.close());
    put('/etc/hosts', `127.0.0.1 localhost\n${PRIMARY} primary.vpn\n`);
  }

  it('of a host that nothing was done to', async () => {
    expect(await health()).toMatchObject({
      rebootRequired: false,
      wordpress: null,
      vpn: { up: false, peers: {} },
      databaseMs: null,
      sharesMs: {},
    });
  });

  it('as its files tell', async () => {
    put('/run/reboot-required', '');
    put('/srv/www/current/wp-includes/version.php', "<?php\n$wp_version = '6.8.12';\n$wp_db_version = 6;\n");
    put('/sys/class/net/tun-flotilla/ifindex', '7');
    put(
      '/run/openvpn-server/status-flotilla.log',
      'TITLE,OpenVPN\nHEADER,CLIENT_LIST,Common Name\nCLIENT_LIST,host-03,203.0.113.12:42018,10.8.235.132,,11,13,2026-11-23 07:11:08,1795417868,UNDEF,4,0,AES-256-GCM\nEND\n',
    );
    expect(await health()).toMatchObject({
      rebootRequired: true,
      wordpress: '6.8.12',
      vpn: { up: true, peers: { 'host-03': 1795417868 } },
    });
  });

  it('the database when it greets', async () => {
    await database(GREETING);
    expect((await health())?.databaseMs).toBeGreaterThan(0);
  });

  it('no database that refuses', async () => {
    await database(Buffer.from([0x4a, 0, 0, 0, 0xff, 0x69, 0x04]));
    expect((await health())?.databaseMs).toBeNull();
  });

  it('no database that is silent, without waiting for long', async () => {
    await database(undefined);
    const began = performance.now();
    expect((await health())?.databaseMs).toBeNull();
    expect(performance.now() - began).toBeLessThan(6_000);
  });

  it('no share where nothing is mounted', async () => {
    mkdirSync(at('/srv/share'), { recursive: true });
    const unit = '/etc/systemd/system/srv-share.automount';
    manifest({ files: { [unit]: applied('[Automount]\nWhere=/srv/share\nDirectoryMode=0755\n') } });
    expect((await health())?.sharesMs).toEqual({ '/srv/share': null });
  });
});

describe('an answer that is no facts', () => {
  const answering = (result: RunResult): HostConnection => ({ run: async () => result, close: () => {} });
  it.each<[string, RunResult, RegExp]>([
    [
      'no python3',
      { code: 127, stdout: '', stderr: 'sh: python3: not found\n' },
      /ended with status 127: …sh: python3: not found\. Open/,
    ],
    ['a signal', { code: null, stdout: '', stderr: '' }, /ended with status none, by a signal\. Open/],
    ['other output', { code: 0, stdout: 'Welcome!', stderr: '' }, /printed no facts.*Welcome!/],
    ['half an object', { code: 0, stdout: '{"host":"a"}', stderr: '' }, /printed no facts: cloudInit/],
  ])('%s', async (_, result, message) => {
    await expect(observeHost(answering(result))).rejects.toThrow(message);
  });
});

it.each(['facts.py', 'converge.py'])('%s may itself be written from a template: it holds no hole', (name) => {
  const text = readFileSync(new URL(`../../../actions/src/hosts/remote/${name}`, import.meta.url), 'utf8');
  expect([hasSecrets(text), hasUnknowns(text)]).toEqual([false, false]);
});
