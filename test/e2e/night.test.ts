import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  addresses,
  api,
  apply,
  askStatus,
  cloud,
  DOMAIN,
  inCloud,
  onHost,
  PRIMARY,
  plain,
  WEB,
} from './cluster.ts';

/** Outages at night. Readers must not notice them, and the person on call must learn what to do. */
const POST = 'hello-world/';
const UPLOAD = 'wp-content/uploads/night.txt';
/** How long `status` may take with a host that does not answer: its timeout and a little more. */
const STATUS_SECONDS = 25;
const RECOVERY_MS = 120_000;

const control = async (method: string, path: string, body?: unknown) =>
  (await cloud()).control(method, `/local/${path}`, body);
const cutPower = (host: string) => control('POST', `machines/${host}/power-off`);
const setLink = (host: string, up: boolean) => control('PUT', `links/${host}`, { up });

async function powerOn(host: string): Promise<void> {
  const { droplets } = await api<{ droplets: { id: number; name: string }[] }>(
    'GET',
    '/droplets?per_page=200',
  );
  const id = droplets.find(({ name }) => name === host)?.id;
  await api('POST', `/droplets/${id}/actions`, { type: 'power_on' });
}

/** What a reader gets from one host: status, cache state and title. */
async function read(host: string, path = ''): Promise<{ status: number; cache: string; body: string }> {
  const address = (await addresses())[host]?.ipv4 ?? '';
  const { stdout } = await inCloud(
    ...['curl', '-sSkL', '--max-time', '20', '--connect-to', `::${address}:`],
    ...['-w', '\n%{http_code} %header{x-cache}', `https://${DOMAIN}/${path}`],
  );
  const [last = '', ...lines] = stdout.split('\n').reverse();
  const [status, cache = ''] = last.split(' ');
  return { status: Number(status), cache, body: lines.reverse().join('\n') };
}

const status = async () => {
  const began = performance.now();
  const { code, stdout, stderr } = await askStatus();
  return { code, output: plain(stdout) + stderr, seconds: (performance.now() - began) / 1000 };
};

const postLink = async (): Promise<string> =>
  new RegExp(`https://${DOMAIN}/(\\d{4}/\\d\\d/\\d\\d/${POST})`).exec((await read('host-01')).body)?.[1] ??
  '';

/** Ages a host's cached pages by three days: nginx reads the expiry from the file, after its version, at each request. */
const AGE = `
import glob, os, struct, time
for path in glob.glob('/var/cache/nginx/pages/*/*/*'):
    with open(path, 'r+b') as file:
        file.seek(8)
        file.write(struct.pack('<q', int(time.time()) - 3 * 86400))
`;
const age = (host: string) => onHost(host, `python3 - <<'PYTHON'\n${AGE}PYTHON`);

/** Writes through one host and reads through all, which proves database, share and VPN on each of them. */
async function expectAllBack(): Promise<void> {
  await expect.poll(status, { timeout: RECOVERY_MS, interval: 2_000 }).toMatchObject({ code: 0 });
  for (const host of WEB)
    expect(await read(host, `?back=${Date.now()}`)).toMatchObject({ status: 200, cache: 'MISS' });
  expect(plain((await apply()).stdout)).toContain('Nothing to change');
}

afterAll(async () => {
  await onHost('host-01', `rm -f /srv/www/content/current/${UPLOAD}`);
});

describe('a primary that hangs', () => {
  test('delays neither readers nor status, and status names it', async () => {
    for (const host of WEB) expect(await read(host)).toMatchObject({ status: 200 });
    await onHost('host-01', 'stat --file-system /srv/flotilla/uploads');
    await setLink(PRIMARY, false);
    const { code, output, seconds } = await status();
    expect(output).toMatch(/1 problem needs your attention:\s+sql is the primary and does not answer/);
    expect(code).toBe(1);
    expect(seconds).toBeLessThan(STATUS_SECONDS);
    for (const host of WEB) expect(await read(host)).toMatchObject({ status: 200 });
  });

  test('recovers without help when it answers again', async () => {
    await setLink(PRIMARY, true);
    await expectAllBack();
  });
});

describe('a primary without power', () => {
  let post = '';

  test('does not keep readers from pages and uploads, even those cached days ago', async () => {
    post = await postLink();
    expect(post).not.toBe('');
    await onHost(
      'host-01',
      `echo lit > /srv/flotilla/uploads/night.txt && chown www-data: /srv/flotilla/uploads/night.txt`,
    );
    for (const host of WEB)
      for (const path of ['', post, UPLOAD]) expect(await read(host, path)).toMatchObject({ status: 200 });
    // So old that readers would wait for a new page: once the primary is gone, only use_stale serves it.
    await age('host-01');
    expect(await read('host-01')).toMatchObject({ status: 200, cache: 'EXPIRED' });
    await cutPower(PRIMARY);
    for (const host of WEB) {
      await age(host);
      for (const path of ['', post]) {
        const { status, cache, body } = await read(host, path);
        expect({ host, path, status, cache }).toEqual({ host, path, status: 200, cache: 'STALE' });
        expect(body).toContain('A small fleet</title>');
      }
      expect(await read(host, UPLOAD)).toMatchObject({ status: 200, body: 'lit\n' });
    }
  });

  test('does not keep a web host from booting and serving what is on its disk', async () => {
    await cutPower('host-02');
    await powerOn('host-02');
    await expect
      .poll(() => read('host-02', post), { timeout: 60_000, interval: 1_000 })
      .toMatchObject({ status: 200, cache: 'STALE' });
    expect(await read('host-02', UPLOAD)).toMatchObject({ status: 200, body: 'lit\n' });
    await expect
      .poll(() => onHost('host-02', 'systemctl list-jobs --no-legend'), { timeout: 60_000, interval: 1_000 })
      .toBe('');
  });

  test('is the only thing that status reports', async () => {
    const { code, output, seconds } = await status();
    expect(output).toMatch(
      /1 problem needs your attention:\s+sql is the primary and does not answer: its droplet is off/,
    );
    expect(output).toMatch(/→ If the droplet is off, run apply, which switches it on/);
    expect(code).toBe(1);
    expect(seconds).toBeLessThan(STATUS_SECONDS);
  });

  test('would be switched on by the plan, which changes nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flotilla-night-'));
    const env = { GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
    writeFileSync(env.GITHUB_STEP_SUMMARY, '');
    const { code, stdout, stderr } = await (await cloud()).run(['node', 'actions/dist/plan.cjs'], { env });
    expect(code, stderr).toBe(0);
    const summary = readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8');
    expect(summary).toMatch(/^```mermaid\nflowchart LR$/m);
    expect(summary).toMatch(/^\| sql \| nyc1 \| \*\*no\*\* \|/m);
    rmSync(folder, { recursive: true });
    expect(plain(stdout)).toMatch(/~ droplet\/sql .*\n +power: off → on/);
    for (const host of WEB) expect(plain(stdout)).toMatch(new RegExp(`${host} +nothing to do`));
  });

  test('recovers without help when it has power again', async () => {
    await powerOn(PRIMARY);
    await expectAllBack();
  });
});
