import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { poll } from '../cloud/runtime/poll.ts';
import { AS_PHP, addresses, DOMAIN, inCloud, onHost, PRIMARY, WEB } from './cluster.ts';

const curl = async (address: string, url: string, ...options: string[]) =>
  (await inCloud('curl', '-sSk', '--max-time', '30', '--connect-to', `::${address}:`, ...options, url))
    .stdout;

describe.each(WEB)('%s', (host) => {
  test.each(['ipv4', 'ipv6'] as const)(
    'gives the front page over HTTP/2 at its own %s address',
    async (family) => {
      const address = (await addresses())[host]?.[family] ?? '';
      const at = family === 'ipv6' ? `[${address}]` : address;
      const page = await curl(
        at,
        `https://${DOMAIN}/`,
        '--http2',
        '-w',
        '\n%{http_code} HTTP/%{http_version}',
      );
      expect(page).toMatch(/200 HTTP\/2$/);
      expect(page).toContain('<title>A small fleet</title>');
    },
  );

  test('redirects port 80 to HTTPS', async () => {
    const address = (await addresses())[host]?.ipv4 ?? '';
    const answer = await curl(
      address,
      `http://${DOMAIN}/a/page?x=1`,
      '-o',
      '/dev/null',
      '-w',
      '%{http_code} %{redirect_url}',
    );
    expect(answer).toBe(`301 https://${DOMAIN}/a/page?x=1`);
  });

  test('lets only root reach the metadata address', async () => {
    const ask =
      'curl -sS --max-time 5 -o /dev/null -w "%{http_code}" http://169.254.169.254/metadata/v1/user-data';
    expect(await onHost(host, ask)).toBe('200');
    expect(await onHost(host, `${AS_PHP} ${ask} || true`)).toBe('000');
  });

  test('lets the metrics agent reach it once it is installed', async () => {
    const ask =
      'setpriv --reuid=do-agent --regid=do-agent --clear-groups ' +
      'curl -sS --max-time 5 -o /dev/null -w "%{http_code}" http://169.254.169.254/metadata/v1/id';
    await onHost(host, 'useradd --system do-agent');
    try {
      expect(await onHost(host, `systemctl reload flotilla-firewall && ${ask}`)).toBe('200');
    } finally {
      await onHost(host, 'userdel do-agent && systemctl reload flotilla-firewall');
    }
  });

  test('has no failed unit', async () => {
    expect(await onHost(host, 'systemctl --failed --plain --no-legend')).toBe('');
  });
});

test('an upload written through one host is read through the others', async () => {
  await onHost(
    'host-01',
    `${AS_PHP} sh -c "echo travelled > /srv/www/content/current/wp-content/uploads/e2e.txt"`,
  );
  for (const host of WEB) {
    const address = (await addresses())[host]?.ipv4 ?? '';
    expect(await curl(address, `https://${DOMAIN}/wp-content/uploads/e2e.txt`)).toBe('travelled\n');
  }
  await onHost('host-01', 'rm /srv/www/content/current/wp-content/uploads/e2e.txt');
});

test('MariaDB answers on the VPN address only', async () => {
  const listening = await onHost(PRIMARY, 'ss -Hltn "sport = :3306" | awk \'{print $4}\'');
  expect(listening.trim()).toBe('10.8.0.1:3306');
  expect(await onHost('host-01', 'timeout 5 bash -c "echo > /dev/tcp/10.8.0.1/3306" && echo open')).toBe(
    'open\n',
  );
  const { ipv4 = '' } = (await addresses())[PRIMARY] ?? {};
  const { code } = await inCloud('timeout', '5', 'bash', '-c', `echo > /dev/tcp/${ipv4}/3306`);
  expect(code).not.toBe(0);
});

test('the primary has no ports open to the web', async () => {
  const { ipv4 = '' } = (await addresses())[PRIMARY] ?? {};
  for (const port of [80, 443]) {
    expect((await inCloud('timeout', '2', 'bash', '-c', `echo > /dev/tcp/${ipv4}/${port}`)).code).not.toBe(0);
  }
});

test.each(['A', 'AAAA'])('DNS answers three %s records for the site', async (type) => {
  const { stdout } = await inCloud(
    'node',
    '-e',
    `require('dns').promises.resolve('${DOMAIN}', '${type}').then((all) => console.log(all.sort().join()))`,
  );
  const expected = Object.entries(await addresses())
    .filter(([host]) => WEB.includes(host))
    .map(([, { ipv4, ipv6 }]) => (type === 'A' ? ipv4 : ipv6));
  expect(stdout.trim()).toBe(expected.sort().join());
});

describe('a reload of nginx', () => {
  const [host = ''] = WEB;
  const NGINX = '/etc/nginx/nginx.conf';
  const MIB = 2 ** 20;
  const timeout = (from: string, to: string) =>
    onHost(host, `sed -i 's/^worker_shutdown_timeout ${from};/worker_shutdown_timeout ${to};/' ${NGINX}`);
  const reload = () => onHost(host, 'systemctl reload nginx');

  /** Takes some seconds; nginx reloads after the first bytes arrived. */
  async function downloaded(): Promise<{ code: number | null; size: number }> {
    const address = (await addresses())[host]?.ipv4 ?? '';
    const file = join(mkdtempSync(join(tmpdir(), 'flotilla-download-')), 'large.bin');
    const loading = inCloud(
      ...['curl', '-sSk', '--limit-rate', '8M', '-o', file],
      ...['--connect-to', `::${address}:`, `https://${DOMAIN}/wp-content/uploads/large.bin`],
    );
    const size = () => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const started = async () => size() > 0 || undefined;
    await poll(started, { what: 'the download to begin', timeoutMs: 20_000, everyMs: 100 });
    await reload();
    const { code } = await loading;
    return { code, size: size() };
  }

  test('does not end a download until the time limit', async () => {
    const large = '/srv/flotilla/uploads/large.bin';
    await onHost(PRIMARY, `truncate -s 40M ${large} && chown www-data: ${large}`);
    try {
      expect(await downloaded()).toEqual({ code: 0, size: 40 * MIB });
      await timeout('6h', '1s');
      // After a reload, the old workers accept connections for a moment.
      await onHost(host, 'systemctl restart nginx');
      const { code, size } = await downloaded();
      expect(code).not.toBe(0);
      expect(size).toBeLessThan(40 * MIB);
    } finally {
      await timeout('1s', '6h');
      await reload();
      await onHost(PRIMARY, `rm ${large}`);
    }
  });
});
