import { describe, expect, test } from 'vitest';
import { clustered, fileAt, role, rolesOn } from './cluster.ts';
import { succeeds } from './succeeds.ts';

const MEMBERS = '/etc/mysql/mariadb.conf.d/93-flotilla-members.cnf';
const four = {
  ...clustered,
  database: { ...clustered.database, members: ['sql', 'host-01', 'host-02', 'host-03'] },
};
const members = (host: string, declaration = clustered) => fileAt(MEMBERS, rolesOn(host, declaration));

describe('a member of the database', () => {
  test('finds the other members in the mesh', () => {
    expect(members('host-02').content).toContain('gcomm://10.8.0.1,10.8.0.11,10.8.0.12\n');
  });

  test('is not restarted when other members come and go', () => {
    expect(members('host-02').notify).toBeUndefined();
  });

  test.each([
    ['sql', clustered, 1],
    ['sql', four, 2],
    ['host-01', four, 1],
  ])('%s counts as much as it must for a majority: %#', (host, declaration, weight) => {
    expect(members(host, declaration).content).toContain(`pc.weight=${weight}"`);
  });

  test('serves its own host, and the others in the mesh only', () => {
    const config = fileAt('/etc/mysql/mariadb.conf.d/90-flotilla.cnf', rolesOn('host-01', clustered));
    expect(config.content).toContain('bind-address = 127.0.0.1,10.8.0.11\n');
  });

  test.each([
    ['it has what the others have', 'Synced', 1, true],
    ['it still receives that', 'Joined', 1, false],
    ['Debian may still alter its tables', 'Synced', 0, false],
  ])('whether it is ready when %s', (_, state, pgrep, ready) => {
    const { commands } = role('database', rolesOn('host-01', clustered));
    const check = commands.find(({ name }) => name === 'synced')?.check ?? 'false';
    const programs = {
      systemctl: 'true',
      mariadb: `echo 'wsrep_local_state_comment ${state}'`,
      pgrep: `exit ${pgrep}`,
    };
    expect(succeeds(check, programs)).toBe(ready);
  });

  test('asks every other member before it starts, and answers them in the mesh only', () => {
    const roles = rolesOn('host-01', clustered);
    expect(fileAt('/usr/local/sbin/flotilla-may-start-alone', roles).content).toContain(
      "others='10.8.0.1 10.8.0.12'",
    );
    expect(fileAt('/etc/systemd/system/flotilla-member.socket', roles).content).toContain(
      'ListenStream=10.8.0.11:4569\n',
    );
  });
});
