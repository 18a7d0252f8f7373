import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { Facts } from '../../actions/src/hosts/model/facts.ts';
import type { RelayMode } from '../cloud/mail/relay-mode.ts';
import { addresses, apply, askStatus, cloud, DOMAIN, inCloud, onHost, plain, WEB } from './cluster.ts';

const SENDER = 'wordpress@example.com';
const POLLS = { timeout: 30_000, interval: 200 };
const HOST = WEB[0] ?? '';

const relay = async (is: RelayMode) => (await cloud()).control('PUT', '/local/mail/standing', { is });
const mail = async () => ((await (await cloud()).control('GET', '/local/mail')) as { mail: string[] }).mail;
const subjects = async () => (await mail()).map((text) => /^Subject: (.*?)\r?$/m.exec(text)?.[1]);
const queueOf = async (host: string) =>
  (JSON.parse(await onHost(host, 'flotilla-facts')) as Facts).health?.mail;
const sendAgain = (host: string) => onHost(host, 'postqueue -f');

/** Requests a password reset at one host; returns how long the page took. */
async function askForReset(host: string) {
  const { ipv4 } = (await addresses())[host] ?? { ipv4: '' };
  const { stdout } = await inCloud(
    ...['curl', '-ks', '--resolve', `${DOMAIN}:443:${ipv4}`, '-d', 'user_login=admin', '-o', '/dev/null'],
    ...[
      '-w',
      '%{http_code} %{redirect_url} %{time_total}',
      `https://${DOMAIN}/wp-login.php?action=lostpassword`,
    ],
  );
  const [status, to, seconds] = stdout.split(' ');
  return { answer: `${status} ${to?.replace(/^https:\/\/[^/]*/, '')}`, seconds: Number(seconds) };
}
const CHECK_YOUR_MAIL = '302 /wp-login.php?checkemail=confirm';

/** Runs PHP in WordPress, as the site's code runs. */
const wordpress = (line: string) =>
  onHost(
    HOST,
    `echo ${Buffer.from(`<?php require '/srv/www/content/current/core/wp-load.php'; ${line}`).toString('base64')} | base64 -d | \
setpriv --reuid=www-data --regid=www-data --init-groups --no-new-privs php`,
  );

beforeEach(async () => void (await (await cloud()).control('DELETE', '/local/mail')));
afterEach(() => relay('well'));

const scratch = mkdtempSync(join(tmpdir(), 'flotilla-mail-'));
afterAll(() => rmSync(scratch, { recursive: true }));

test('a password reset arrives from each host, from the declared sender', async () => {
  for (const host of WEB) expect((await askForReset(host)).answer).toBe(CHECK_YOUR_MAIL);
  await expect.poll(async () => (await mail()).length, POLLS).toBe(WEB.length);
  const hosts = await addresses();
  const clients = (await mail()).map((text) => /^X-Client: (\S+)/m.exec(text)?.[1]).sort();
  expect(clients).toEqual(WEB.map((host) => hosts[host]?.ipv4).sort());
  for (const text of await mail()) {
    expect(text).toMatch(/^To: admin@example\.com\r?$/m);
    expect(text).toMatch(new RegExp(`^From: .*<${SENDER}>\r?$`, 'm'));
    expect(text).toMatch(new RegExp(`^Return-Path: <${SENDER}>\r?$`, 'm'));
    expect(text).toContain('wp-login.php?');
  }
});

test("keeps a plugin's sender, and bounces still go to the declared one", async () => {
  await wordpress(
    `add_filter('wp_mail_from', fn () => 'shop@example.com'); exit(wp_mail('a@example.org', 'Shop', 'x') ? 0 : 1);`,
  );
  await expect.poll(subjects, POLLS).toEqual(['Shop']);
  const [text = ''] = await mail();
  expect(text).toMatch(/^From: .*<shop@example\.com>\r?$/m);
  expect(text).toMatch(new RegExp(`^Return-Path: <${SENDER}>`, 'm'));
});

test('no page waits for a slow relay', async () => {
  await relay('slow');
  const { answer, seconds } = await askForReset(HOST);
  expect([answer, await mail()]).toEqual([CHECK_YOUR_MAIL, []]);
  expect(seconds).toBeLessThan(3);
  await expect.poll(async () => (await mail()).length, POLLS).toBe(1);
});

test.each<[RelayMode, RegExp]>([
  ['down', /Connection refused/],
  ['deferring', /451 4\.7\.1 try again later/],
  ['refusing', /554 5\.7\.1 sender is not verified/],
])('a relay that is %s is reported, and nothing is lost', async (is, words) => {
  await relay(is);
  expect((await askForReset(HOST)).answer).toBe(CHECK_YOUR_MAIL);
  await expect.poll(async () => (await queueOf(HOST))?.reason ?? '', POLLS).toMatch(words);
  await relay('well');
  await sendAgain(HOST);
  await expect.poll(async () => (await mail()).length, POLLS).toBe(1);
  await expect.poll(async () => (await queueOf(HOST))?.waiting, POLLS).toBe(0);
});

/** The DNS response, as JSON. */
const lookUp = async (type: 'TXT' | 'CNAME', name: string) => {
  const print = '(error, found) => console.log(JSON.stringify(found ?? String(error)))';
  return (await inCloud('node', '-e', `require('node:dns').resolve('${name}', '${type}', ${print})`)).stdout;
};
const SPF = 'v=spf1 include:relay.example.net ~all';
const DKIM_NAME = 's1._domainkey.example.com';
const RECORDS = JSON.stringify([
  { type: 'TXT', name: 'example.com', value: SPF },
  { type: 'CNAME', name: DKIM_NAME, value: 's1.relay.example.net' },
]);

test('status reports a wrong password, the right one sends the queued mail, and DNS has the declared records', async () => {
  cpSync('cluster', join(scratch, 'cluster'), { recursive: true });
  const file = join(scratch, 'cluster/cluster.yml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(
      `from: ${SENDER} }`,
      `from: ${SENDER}, generation: 2, records: ${RECORDS} }`,
    ),
  );
  const env = { INPUT_DIRECTORY: scratch, MAIL_PASSWORD: 'not-the-password' };
  const wrong = await (await cloud()).run(['node', 'actions/dist/apply.cjs'], { env });
  expect(wrong.code, wrong.stdout + wrong.stderr).toBe(0);
  expect(plain(wrong.stdout + wrong.stderr)).not.toContain(env.MAIL_PASSWORD);
  await expect.poll(() => lookUp('TXT', 'example.com'), POLLS).toContain(SPF);
  await expect.poll(() => lookUp('CNAME', DKIM_NAME), POLLS).toContain('s1.relay.example.net');
  await askForReset(HOST);
  await expect
    .poll(async () => (await queueOf(HOST))?.reason ?? '', POLLS)
    .toMatch(/535 .*authentication failed/i);
  const status = await askStatus();
  expect(plain(status.stdout)).toMatch(
    /host-01 has mail that the relay smtp\.example\.net does not accept.*535/,
  );
  expect((await apply()).code).toBe(0);
  await sendAgain(HOST);
  await expect.poll(async () => (await mail()).length, POLLS).toBe(1);
});
