import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { poll } from '../cloud/runtime/poll.ts';
import {
  AS_DECLARED,
  api,
  apply,
  askStatus,
  DOMAIN,
  inCloud,
  onHost,
  PRIMARY,
  plain,
  plan,
  WEB,
} from './cluster.ts';

/** The cluster is as applied, but readers get old pages: what reports it, and whether it names the cause. */
const status = async () => {
  const { code, stdout, stderr } = await askStatus();
  return { code, said: plain(stdout) + stderr };
};

/** Reverts what a test did to the cluster. */
beforeEach(async () => {
  const isWell = async () => ((await status()).code === 0 ? true : undefined);
  await poll(isWell, { what: 'the cluster to be well', timeoutMs: 120_000, everyMs: 1000 });
});

const restores: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const restore of restores.splice(0).reverse()) await restore();
});

const cached = async (host: string): Promise<string> =>
  onHost(
    host,
    `curl -sk -o /dev/null -w '%{http_code}' --resolve ${DOMAIN}:443:127.0.0.1 https://${DOMAIN}/`,
  );

describe('cached pages do not hide', () => {
  test('a database that refuses writes', async () => {
    restores.push(() => onHost(PRIMARY, 'mariadb -e "SET GLOBAL read_only = 0"'));
    await onHost(PRIMARY, 'mariadb -e "SET GLOBAL read_only = 1"');
    const { code, said } = await status();
    expect(code).toBe(1);
    expect(said).toMatch(
      /1 problem needs your attention:\s+host-01 cannot render a page\. database: nothing can be written: .*read.only/,
    );
    expect(said).toContain('The same fault is on host-02, host-03.');
    expect(plain((await plan()).stdout)).toMatch(/nothing to change.*nothing can be written/is);
    const applied = await apply();
    expect(applied.code).toBe(1);
    expect(applied.stdout).not.toContain('as declared');
  });

  test('a site without its tables', async () => {
    const move = (from: string, to: string) =>
      `mariadb -e "RENAME TABLE wordpress.${from} TO wordpress.${to}"`;
    restores.push(() => onHost(PRIMARY, move('away_options', 'wp_options')));
    for (const host of WEB) expect(await cached(host)).toBe('200');
    await onHost(PRIMARY, move('wp_options', 'away_options'));
    for (const host of WEB) expect(await cached(host)).toBe('200');
    const { code, said } = await status();
    expect(code).toBe(1);
    expect(said).toMatch(/1 problem needs your attention/);
    expect(said).toMatch(/not installed|holds no site/);
  });
});

describe('each cause is reported as one finding:', () => {
  test('another firewall on the primary', async () => {
    restores.push(() => onHost(PRIMARY, 'nft delete table inet evil'));
    await onHost(
      PRIMARY,
      `nft 'add table inet evil; add chain inet evil input { type filter hook input priority 10; policy drop; }; ` +
        `add rule inet evil input tcp dport 22 accept; add rule inet evil input iif lo accept; ` +
        `add rule inet evil input tcp sport 22 accept'`,
    );
    const { code, said } = await status();
    expect(code).toBe(1);
    expect(said).toMatch(
      /1 problem needs your attention:\s+sql is up, but host-0.* cannot reach it.*table inet evil/,
    );
    expect((await apply()).code).toBe(1);
  });

  test('IPv6 that fails on one host, even if the runner has none', async () => {
    restores.push(() => onHost('host-02', 'nft delete table inet no6'));
    await onHost(
      'host-02',
      `nft 'add table inet no6; add chain inet no6 input { type filter hook input priority 10; policy accept; }; ` +
        `add rule inet no6 input ip6 daddr != ::1 tcp dport 443 reject with tcp reset'`,
    );
    const seen =
      /1 problem needs your attention:\s+host-02 serves https:\/\/test\.example\.com\/ over IPv4 only/;
    expect((await status()).said).toMatch(seen);
    // Blocks what this machine sends but not what it forwards for hosts, so another host has to check.
    const noWay = ['pref', '10', 'iif', 'lo', 'to', '2001:db8:f107::/64', 'unreachable'];
    restores.push(() => inCloud('ip', '-6', 'rule', 'del', ...noWay));
    expect(await inCloud('ip', '-6', 'rule', 'add', ...noWay)).toMatchObject({ code: 0 });
    expect((await status()).said).toMatch(/over IPv4 only.*asked from (sql|host-0[13])/);
    // As if the resolvers' caches of the time before the records had expired.
    for (const host of WEB) await onHost(host, 'resolvectl flush-caches');
    expect(plain((await plan()).stdout)).toMatch(/over IPv4 only.*asked from host-0[13]/);
    const applied = await apply();
    expect(applied.code).toBe(1);
    expect(applied.stdout).toContain('over IPv4 only');
  });

  test('a resolver that does not answer', async () => {
    restores.push(() => onHost('host-02', 'mv -T /etc/resolv.conf.kept /etc/resolv.conf'));
    await onHost(
      'host-02',
      'mv -T /etc/resolv.conf /etc/resolv.conf.kept && echo "nameserver 127.0.0.99" >/etc/resolv.conf',
    );
    const { said } = await status();
    expect(said).toMatch(/1 problem needs your attention:\s+host-02 cannot resolve any name/);
  });

  test('sshd settings that a file of another owner overrides', async () => {
    const file = '/etc/ssh/sshd_config.d/00-aaa.conf';
    restores.push(() => onHost('host-03', `rm -f ${file}`));
    await onHost('host-03', `printf 'PasswordAuthentication yes\\nPermitRootLogin yes\\n' >${file}`);
    const { code, said } = await status();
    expect(code).toBe(1);
    expect(said).toMatch(
      /1 problem needs your attention:\s+host-03 does not use Flotilla's settings, overridden by \/etc\/ssh\/sshd_config\.d\/00-aaa\.conf/,
    );
    expect(said).toMatch(
      /PasswordAuthentication: yes, not no; sshd PermitRootLogin: yes, not prohibit-password/,
    );
  });

  test.each([
    [
      'PHP in a pool',
      '/etc/php/8.4/fpm/pool.d/zzz.conf',
      '[flotilla]\npm.max_children = 2\nphp_admin_value[memory_limit] = 32M\nphp_admin_value[open_basedir] = /\n',
      'systemctl reload php8.4-fpm',
      [
        /PHP-FPM pm\.max_children: 2, not \d/,
        /PHP memory_limit: 32M, not 128M/,
        /PHP open_basedir: \/, not none/,
      ],
    ],
    [
      'PHP in a file that sorts after ours',
      '/etc/php/8.4/fpm/conf.d/99-zzz.ini',
      'opcache.enable = 0\nupload_max_filesize = 2M\n',
      'systemctl reload php8.4-fpm',
      [/PHP opcache\.enable: 0, not 1/, /PHP upload_max_filesize: 2M, not 64M/],
    ],
    [
      'the kernel',
      '/etc/sysctl.d/99-zzz.conf',
      'net.ipv4.tcp_congestion_control = reno\n',
      'systemctl restart systemd-sysctl',
      [/kernel net\.ipv4\.tcp_congestion_control: reno, not bbr/],
    ],
    [
      'nginx with a second server for the site',
      '/etc/nginx/sites-enabled/00-other.conf',
      `server { listen 80; server_name ${DOMAIN}; return 404; }\n`,
      'true',
      [
        /nginx server_name\/test\.example\.com: also in \/etc\/nginx\/sites-enabled\/00-other\.conf, not ours alone/,
      ],
    ],
    [
      'nginx with a rejected directive',
      '/etc/nginx/sites-enabled/00-other.conf',
      'servre { }\n',
      'true',
      [/nginx configuration: unknown directive "servre" in [^,]*, not accepted/],
    ],
  ])('settings of %s', async (_, file, text, reload, said) => {
    restores.push(() => onHost('host-02', `rm -f ${file}; ${reload}`));
    await onHost('host-02', `printf '%s' '${text}' >${file}; ${reload}`);
    const found = await poll(
      async () => {
        const { code, said } = await status();
        return code === 1 ? said : undefined;
      },
      { what: 'status to report it', timeoutMs: 30_000, everyMs: 500 },
    );
    expect(found).toMatch(/1 problem needs your attention:\s+host-02 does not use Flotilla's settings/);
    expect(found).toContain(`, overridden by ${file}: `);
    for (const each of said) expect(found).toMatch(each);
  });

  test('settings that were changed in the running program', async () => {
    const keepAlive = (seconds: number) =>
      onHost(PRIMARY, `sysctl -w net.ipv4.tcp_keepalive_time=${seconds}`);
    restores.push(() => keepAlive(30));
    await keepAlive(7200);
    expect((await status()).said).toMatch(
      /1 problem needs your attention:\s+sql does not use Flotilla's settings: kernel net\.ipv4\.tcp_keepalive_time: 7200, not 30/,
    );
  });

  test('a firewall of another owner at DigitalOcean, which is not changed', async () => {
    const { firewall } = await api<{ firewall: { id: string } }>('POST', '/firewalls', {
      name: 'office',
      tags: ['cluster:example:primary'],
      inbound_rules: [{ protocol: 'tcp', ports: '3306', sources: { addresses: ['0.0.0.0/0', '::/0'] } }],
      outbound_rules: [],
    });
    restores.push(() => api('DELETE', `/firewalls/${firewall.id}`));
    const { code, said } = await status();
    expect(code).toBe(1);
    expect(said).toMatch(
      /1 problem needs your attention:\s+firewall office \(id .*\) is not declared and opens more on sql: tcp 3306 from everywhere/,
    );
    const planned = await plan();
    expect(plain(planned.stdout)).toMatch(/Notes.*The firewall office .* opens more on sql/s);
    expect(plain(planned.stdout)).toMatch(AS_DECLARED);
  });

  test("a delegated zone at the site's name", async () => {
    await api('POST', '/domains', { name: DOMAIN });
    restores.push(() => api('DELETE', `/domains/${DOMAIN}`));
    const { code, said } = await status();
    expect(code).toBe(1);
    expect(said).toMatch(
      /1 problem needs your attention:\s+test\.example\.com resolves to nothing.*test\.example\.com is a separate zone at ns1\.digitalocean\.com/,
    );
  });
});

test('status reports no problem once all of them are gone', async () => {
  expect((await status()).said).toContain('All is well.');
});
