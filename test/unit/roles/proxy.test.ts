import { describe, expect, test } from 'vitest';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { rolesOf } from '../../../actions/src/hosts/roles/index.ts';
import { clustered, fileAt, role, rolesOn, webHost } from './cluster.ts';

const at = (name: string, vpnAddress: string, region: string) => ({ ...webHost(name, vpnAddress), region });
const web = [
  at('host-01', '10.8.0.11', 'nyc3'),
  at('host-02', '10.8.0.12', 'sfo3'),
  at('host-03', '10.8.0.13', 'sfo3'),
  at('host-04', '10.8.0.14', 'sfo2'),
  at('host-05', '10.8.0.15', 'tor1'),
];
const cluster: Declaration = {
  ...clustered,
  web,
  database: { ...clustered.database, members: ['sql', 'host-01', 'host-02'] },
};
const config = (host: string) => fileAt('/etc/flotilla/haproxy.cfg', rolesOn(host, cluster)).content;
const servers = (host: string) => [...config(host).matchAll(/^\tserver (.*)$/gm)].map(([, line]) => line);

describe('a host that is no member of the database', () => {
  test('has a proxy, and members and hosts of a single database have none', () => {
    const has = web.filter((host) => rolesOf(host, cluster).includes('proxy'));
    expect(has.map(({ name }) => name)).toEqual(['host-03', 'host-04', 'host-05']);
    const single: Declaration = { ...cluster, database: { ...cluster.database, topology: 'single' } };
    expect(web.filter((host) => rolesOf(host, single).includes('proxy'))).toEqual([]);
  });

  test.each([
    ['its own region', 'host-03', 'host-02'],
    ['its own city', 'host-04', 'host-02'],
  ])('asks the member in %s first, then the others as declared', (_, host, first) => {
    expect(servers(host)).toEqual([
      `${first} 10.8.0.12:3306 check`,
      'sql 10.8.0.1:3306 check backup',
      'host-01 10.8.0.11:3306 check backup',
    ]);
  });

  test('asks the primary first if no member is near', () => {
    expect(servers('host-05')[0]).toBe('sql 10.8.0.1:3306 check');
  });

  test('stops its own database before HAProxy takes the port', () => {
    const { prepare, units } = role('proxy', rolesOn('host-03', cluster));
    expect(prepare.map(({ run }) => run)).toEqual(['systemctl disable --now mariadb.service\n']);
    expect(units).toEqual([
      { name: 'haproxy.service', enabled: false, active: false },
      { name: 'flotilla-proxy.service', enabled: true, active: true },
    ]);
  });

  test('logs in as WordPress does, with a file that only root and HAProxy may read', () => {
    const file = fileAt('/etc/flotilla/proxy.cnf', rolesOn('host-03', cluster));
    expect([file.mode, file.group]).toEqual(['0640', 'haproxy']);
    expect(file.content).toContain('⟦secret:database-password');
  });
});
