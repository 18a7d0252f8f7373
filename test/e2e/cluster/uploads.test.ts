import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressesOf } from '../api.ts';
import { AS_PHP, DOMAIN, PRIMARY } from '../cluster.ts';
import { clustered } from './clustered.ts';

/** Every host has its own copy of the uploads. */
const UPLOADS = '/srv/flotilla/uploads';
const WEB = ['host-01', 'host-02'];
const PAIRS = [
  ['host-01', 'host-02'],
  ['host-02', 'host-01'],
] as const;
const SYNCTHING = 'flotilla-syncthing.service';
/** Syncthing sees a new file after a second and a deleted one after some more. */
const ARRIVES = { timeout: 30_000, interval: 500 };

let own: Awaited<ReturnType<typeof clustered>>;
let addresses: Awaited<ReturnType<typeof addressesOf>>;

beforeAll(async () => {
  own = await clustered('cluster-uploads');
  addresses = await addressesOf(own.cloud);
}, 900_000);
afterAll(() => own?.end());

async function onHost(host: string, line: string): Promise<string> {
  const { code, stdout, stderr } = await own.cloud.exec(host, ['sh', '-c', line]);
  if (code !== 0) throw new Error(`${host}: ${line}: exit ${code}\n${stdout}${stderr}`);
  return stdout;
}

const write = (host: string, name: string, text: string) =>
  onHost(
    host,
    `${AS_PHP} sh -c 'mkdir -p $(dirname ${UPLOADS}/${name}) && echo "${text}" >${UPLOADS}/${name}'`,
  );

/** What a host has at a path of the uploads, or `nothing`. */
const found = (host: string, name: string) =>
  onHost(host, `cat ${UPLOADS}/${name} 2>/dev/null || echo nothing`);

/** Status and body of an upload, as a visitor of one host gets it. */
async function get(host: string, name: string): Promise<string> {
  const place = ['--connect-to', `::${addresses[host]?.ipv4}:`];
  const url = `https://${DOMAIN}/wp-content/uploads/${name}`;
  const options = ['-sSk', '--path-as-is', '--max-time', '10', '-w', '%{stderr}%{http_code}'];
  const { stdout, stderr } = await own.cloud.run(['curl', ...options, ...place, url]);
  return stderr === '200' ? `200 ${stdout}` : stderr;
}

/** Runs a check while a host receives no uploads. */
async function whileBehind(host: string, check: () => Promise<void>): Promise<void> {
  await onHost(host, `systemctl stop ${SYNCTHING}`);
  try {
    await check();
  } finally {
    await onHost(host, `systemctl start ${SYNCTHING}`);
  }
}

describe.each(PAIRS)('an upload that WordPress writes on %s', (one, other) => {
  const name = `${one}/picture.txt`;

  test(`is served by ${other} at once, and arrives on every disk`, async () => {
    await write(one, name, 'seen');
    expect(await get(other, name)).toBe('200 seen\n');
    for (const host of [PRIMARY, ...WEB]) await expect.poll(() => found(host, name), ARRIVES).toBe('seen\n');
  });

  test('is kept by the other hosts when it is deleted there, and no longer served', async () => {
    await onHost(one, `rm ${UPLOADS}/${name}`);
    for (const host of [PRIMARY, other]) {
      await expect.poll(() => found(host, name), ARRIVES).toBe('nothing\n');
      expect(await found(host, `.stversions/${name}`)).toBe('seen\n');
    }
    expect(await get(other, name)).toBe('404');
    for (const host of WEB) expect(await get(host, `.stversions/${name}`)).toBe('404');
  });
});

test('a host serves uploads that have not arrived, unless the host that has them refuses', () =>
  whileBehind('host-02', async () => {
    await write('host-01', 'late/public.txt', 'late');
    await write('host-01', 'late/shop-backup.zip', 'private');
    await write('host-01', 'late/members/.htaccess', 'Require all denied');
    await write('host-01', 'late/members/book.txt', 'private');
    expect(await get('host-02', 'late/public.txt')).toBe('200 late\n');
    expect(await get('host-02', 'late/shop-backup.zip')).toBe('404');
    expect(await get('host-02', 'late/members/book.txt')).toBe('404');
    expect(await found('host-02', 'late/public.txt')).toBe('nothing\n');
  }));

test('a host asks no other host for a file that its own rules deny', () =>
  whileBehind('host-02', async () => {
    await write('host-01', 'rules/book.txt', 'book');
    await write('host-02', 'rules/.htaccess', 'Require all denied');
    expect(await get('host-01', 'rules/book.txt')).toBe('200 book\n');
    expect(await get('host-02', 'rules/book.txt')).toBe('404');
  }));

test('a missing file is 404, also while no other web host answers', async () => {
  expect(await get('host-02', 'no-such-file.png')).toBe('404');
  await onHost('host-01', 'systemctl stop flotilla-uploads.service');
  try {
    expect(await get('host-02', 'no-such-file.png')).toBe('404');
  } finally {
    await onHost('host-01', 'systemctl start flotilla-uploads.service');
  }
});

test('PHP in uploads is not executed, and its source is not shown, on any host or between hosts', async () => {
  await write('host-01', 'shell.php', '<?php echo 6 * 7;');
  const between = 'curl -s -o /dev/null -w "%{http_code}"';
  const mesh = await onHost(
    'host-01',
    `ip -4 -o address show wg-flotilla | sed 's/.*inet \\([0-9.]*\\).*/\\1/'`,
  );
  for (const host of WEB) {
    expect(await get(host, 'shell.php')).toBe('404');
    expect(await onHost(host, `${between} http://${mesh.trim()}:8081/wp-content/uploads/shell.php`)).toBe(
      '404',
    );
  }
});

test('neither Syncthing nor the nginx for other hosts answers beyond the mesh', async () => {
  for (const host of WEB) {
    const ports = "ss -Hltn | awk '{ print $4 }' | grep -E ':(22000|8081|8384)$' | sort";
    // Syncthing may have just started, for the test before.
    await expect.poll(() => onHost(host, ports), ARRIVES).toMatch(/^(10\.8\.\d+\.\d+:(22000|8081)\n){2}$/);
  }
});

test('status shows a conflict, and the site serves no copy that lost', async () => {
  const copy = 'picture.sync-conflict-20260101-000000-AAAAAAA.txt';
  await write('host-01', copy, 'lost');
  expect(await get('host-01', copy)).toBe('404');
  const status = ['node', '-e', "require('./actions/dist/commands.cjs').command('status')"];
  const { stdout } = await own.cloud.run(status, { env: { INPUT_DIRECTORY: own.directory } });
  expect(stdout).toContain('host-01 has uploads that were changed on two hosts at once.');
  await onHost('host-01', `rm ${UPLOADS}/${copy}`);
});

test('a second apply changes nothing', async () => {
  const { code, stdout, stderr } = await own.apply();
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('Nothing to change: the cluster is as declared.');
});

test('a host that lost its Syncthing key makes a new one, and the others learn it', async () => {
  const identity = 'cat /etc/flotilla/identities/syncthing';
  const before = await onHost('host-02', identity);
  await onHost('host-02', 'rm /var/lib/flotilla-syncthing/key.pem');
  const { code, stdout, stderr } = await own.apply();
  expect(code, `${stdout}${stderr}`).toBe(0);
  const after = await onHost('host-02', identity);
  expect(after).not.toBe(before);
  expect(await onHost('host-01', 'cat /etc/flotilla/syncthing.xml')).toContain(after.trim());
  await write('host-02', 'after/key.txt', 'new');
  await expect.poll(() => found(PRIMARY, 'after/key.txt'), ARRIVES).toBe('new\n');
}, 400_000);
