import { afterEach, describe, expect, test } from 'vitest';
import { AS_DECLARED, api, apply, DOMAIN, onHost, PRIMARY, plain, plan, WEB } from './cluster.ts';

/** When each long-running unit of the cluster last started. A restart by apply shows as a difference. */
async function starts(): Promise<string[]> {
  const units = 'nginx php8.4-fpm mariadb openvpn-server@flotilla openvpn-client@flotilla nfs-server ssh';
  const asked = `for u in ${units}; do echo "$(hostname) $u $(systemctl show -p MainPID --value $u)"; done`;
  return (await Promise.all([PRIMARY, ...WEB].map((host) => onHost(host, asked))))
    .join('')
    .trim()
    .split('\n');
}

interface Drift {
  readonly what: string;
  readonly make: () => Promise<unknown>;
  /** Lines that the plan must contain. */
  readonly expected: readonly RegExp[];
  readonly repaired: () => Promise<unknown>;
  /** The only unit, by host and name, that may be restarted. */
  readonly restarts?: string;
}

const record = async (type: string, name: string) => {
  const query = `/domains/example.com/records?type=${type}&name=${name}&per_page=200`;
  return (await api<{ domain_records: { id: number; data: string }[] }>('GET', query)).domain_records;
};
const firewall = async () => {
  const { firewalls } = await api<{ firewalls: { id: string; name: string; inbound_rules: unknown[] }[] }>(
    'GET',
    '/firewalls',
  );
  const found = firewalls.find(({ name }) => name === 'example-primary');
  if (!found) throw new Error('no firewall example-primary');
  return found;
};

const check = async () => {
  const { checks } = await api<{ checks: { id: string; name: string }[] }>('GET', '/uptime/checks');
  const at = `/uptime/checks/${checks[0]?.id}/alerts`;
  return { at, ...(await api<{ alerts: { id: string; type: string; threshold?: number }[] }>('GET', at)) };
};

const diskPolicy = async () => {
  const { policies } = await api<{ policies: { uuid: string; description: string; value: number }[] }>(
    'GET',
    '/monitoring/alerts',
  );
  const found = policies.find(({ description }) => description === 'example-disk');
  if (!found) throw new Error('no alert policy example-disk');
  return found;
};

const NGINX_FILE = '/etc/nginx/sites-enabled/flotilla.conf';
const drifts: Drift[] = [
  {
    what: 'a removed file',
    make: () => onHost('host-01', `rm ${NGINX_FILE}`),
    expected: [/host-01/, /was removed from the host/, /flotilla\.conf/],
    repaired: () => onHost('host-01', `test -s ${NGINX_FILE}`),
  },
  {
    what: 'a stopped unit',
    make: () => onHost('host-02', 'systemctl stop nginx'),
    expected: [/host-02/, /nginx\.service/, /is stopped/],
    repaired: () => onHost('host-02', 'systemctl is-active nginx'),
    restarts: 'host-02 nginx',
  },
  {
    what: 'a changed file',
    make: () => onHost('host-03', `echo '# by hand' >> ${NGINX_FILE}`),
    expected: [/host-03/, /was changed on the host/, /-# by hand/],
    repaired: () => onHost('host-03', `! grep -q 'by hand' ${NGINX_FILE}`),
  },
  {
    what: 'a dropped database grant',
    make: () =>
      onHost(
        PRIMARY,
        `mariadb -N -e "select concat('revoke all privileges, grant option from ', quote(user), '@', quote(host)) from mysql.user where user='wordpress'" | mariadb`,
      ),
    expected: [/database\/command\/grant/, /its check fails/],
    repaired: () =>
      onHost(PRIMARY, `mariadb -N -e "select count(*) from mysql.db where user='wordpress'" | grep -qx 1`),
  },
  {
    what: 'a deleted DNS record',
    make: async () => {
      for (const { id } of (await record('A', DOMAIN)).slice(0, 1))
        await api('DELETE', `/domains/example.com/records/${id}`);
    },
    expected: [/\+ record\/A test\.example\.com -> host-0\d/],
    repaired: async () => expect(await record('A', DOMAIN)).toHaveLength(3),
  },
  {
    what: 'a widened firewall rule',
    make: async () => {
      const { id, ...rest } = await firewall();
      const everybody = { protocol: 'tcp', ports: '3306', sources: { addresses: ['0.0.0.0/0'] } };
      await api('PUT', `/firewalls/${id}`, { ...rest, inbound_rules: [...rest.inbound_rules, everybody] });
    },
    expected: [/firewall\/example-primary/, /3306/],
    repaired: async () => expect(JSON.stringify((await firewall()).inbound_rules)).not.toContain('3306'),
  },
  {
    what: "a deleted alert of the certificate's end",
    make: async () => {
      const { at, alerts } = await check();
      await api('DELETE', `${at}/${alerts.find(({ type }) => type === 'ssl_expiry')?.id}`);
    },
    expected: [/~ uptime-check\/example-certificate/, /alert: none → below 7 days/],
    repaired: async () => {
      const { alerts } = await check();
      expect(alerts.map(({ type, threshold }) => [type, threshold])).toEqual([
        ['down', undefined],
        ['ssl_expiry', 7],
      ]);
    },
  },
  {
    what: 'a raised threshold of an alert policy',
    make: async () => {
      const { uuid, ...policy } = await diskPolicy();
      await api('PUT', `/monitoring/alerts/${uuid}`, { ...policy, value: 99 });
    },
    expected: [/~ alert-policy\/example-disk/, /condition: disk stays above 99 % → disk stays above 85 %/],
    repaired: async () => expect((await diskPolicy()).value).toBe(85),
  },
];

describe('drift is reported exactly and repaired exactly', () => {
  afterEach(async () => {
    await apply();
  });

  test.each(drifts)('$what', async ({ make, expected, repaired, restarts }) => {
    const before = await starts();
    await make();
    const planned = plain((await plan()).stdout);
    for (const line of expected) expect(planned).toMatch(line);
    expect(changesIn(planned)).toBe(1);
    const applied = await apply();
    expect(applied.code, applied.stdout + applied.stderr).toBe(0);
    await repaired();
    const restarted = (await starts()).filter((line) => !before.includes(line));
    expect(restarted.filter((line) => restarts === undefined || !line.startsWith(restarts))).toEqual([]);
    expect(plain((await plan()).stdout)).toMatch(AS_DECLARED);
  });
});

/** A change is a line with its sign, indented by at most four columns. The lines of a diff are indented further. */
const changesIn = (planned: string): number => planned.match(/^ {2,4}[+~-] \S/gm)?.length ?? 0;
