import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { rebootTimes } from '../../../actions/src/hosts/roles/base/upgrades.ts';
import { declaration, fileAt, role, rolesOn, webHost } from './cluster.ts';

test('two keys open root, and the plan’s key can run only the facts command', () => {
  const { content, mode } = fileAt('/root/.ssh/authorized_keys', rolesOn('host-01'));
  expect(mode).toBe('0600');
  expect(content.split('\n').filter((line) => line.includes('⟦'))).toEqual([
    '⟦secret:ssh-deploy-public@1⟧',
    'restrict,command="/usr/local/sbin/flotilla-facts" ⟦secret:ssh-plan-public@1⟧',
  ]);
});

test('the facts command is executable and holds no hole', () => {
  const { content, mode } = fileAt('/usr/local/sbin/flotilla-facts', rolesOn('host-01'));
  expect(mode).toBe('0755');
  expect(content.startsWith('#!')).toBe(true);
  expect(content).not.toContain('⟦');
});

test('sshd accepts no password, and reads its drop-in before cloud-init’s', () => {
  const drop = fileAt('/etc/ssh/sshd_config.d/00-flotilla.conf', rolesOn('sql'));
  expect(drop.content).toContain('\nPasswordAuthentication no\n');
  expect(drop.validate).toBe('sshd -t -f {}');
});

test('the firewall replaces only its own table', () => {
  const { content } = fileAt('/etc/flotilla/firewall.nft', rolesOn('host-01'));
  expect(content).not.toContain('flush');
  expect(content.match(/^(delete )?table .*$/gm)).toEqual([
    'table inet flotilla',
    'delete table inet flotilla',
    'table inet flotilla {',
  ]);
  expect(content).toContain('ip daddr 169.254.169.254 meta skuid != 0 reject');
});

test('lets an installed metrics agent ask for the metadata, without reloading the whole table', () => {
  const unit = fileAt('/etc/systemd/system/flotilla-firewall.service', rolesOn('host-01')).content;
  const admit =
    '-/bin/sh -c \'agent=$$(id -u do-agent 2>/dev/null) && nft add element inet flotilla agents "{ $$agent }"\'';
  expect(unit).toContain(`\nExecStartPost=${admit}\n`);
  expect(unit).toContain(`\nExecReload=${admit}\n`);
  const agent = role('base', rolesOn('host-01')).commands.find(({ name }) => name === 'metrics agent');
  expect(agent?.run).toContain('$(id -u do-agent');
  expect(agent?.check).toContain('! id -u do-agent');
});

test('small droplets get as much swap as memory, larger ones get none', () => {
  const make = '/etc/systemd/system/flotilla-swapfile.service';
  expect(fileAt(make, rolesOn('host-01')).content).toContain('--length 1024MiB');
  const large = { ...declaration, web: [{ ...webHost('host-01', '10.8.0.11'), size: 's-2vcpu-4gb' }] };
  expect(() => fileAt(make, rolesOn('host-01', large))).toThrow();
});

describe('hosts reboot', () => {
  const hosts = (count: number, address: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => ({ name: `h${index}`, vpnAddress: address(index) }));
  const minutes = (times: ReadonlyMap<string, string>) =>
    [...times.values()]
      .map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)))
      .sort((one, other) => one - other);

  test.each<[string, (index: number) => string]>([
    ['in a row', (index) => `10.8.0.${index + 1}`],
    ['240 apart', (index) => `10.8.${Math.floor((index * 240) / 256)}.${(index * 240) % 256}`],
    ['anywhere', (index) => `10.8.${(index * 37) % 256}.${(index * 101) % 251}`],
  ])('each in its own minute, and up to 48 of them five minutes apart: addresses %s', (_, address) => {
    const all = rebootTimes(hosts(240, address));
    expect(new Set(all.values()).size).toBe(240);
    expect([...all.values()].every((time) => /^0[2-5]:[0-5]\d$/.test(time))).toBe(true);
    const few = minutes(rebootTimes(hosts(48, address)));
    expect(few.every((minute, index) => index === 0 || minute - (few[index - 1] ?? 0) >= 5)).toBe(true);
  });

  test('at the same time as before when others come and go', () => {
    const far = hosts(3, (index) => `10.8.0.${index + 1}`);
    expect(rebootTimes(far.slice(1)).get('h2')).toBe(rebootTimes(far).get('h2'));
  });
});

test('sh can parse every shell text of every role', () => {
  for (const { prepare, commands, validations, handlers } of [...rolesOn('sql'), ...rolesOn('host-01')]) {
    const texts = [
      ...[...prepare, ...commands].flatMap(({ check, run }) => [check, run]),
      ...[...validations, ...handlers].map(({ command }) => command),
    ];
    for (const text of texts) execFileSync('sh', ['-n'], { input: text });
  }
});

test('names primary.vpn in cloud-init’s template too, and only once', () => {
  const [command] = role('base', rolesOn('sql')).commands.filter(({ name }) => name === 'primary.vpn');
  expect(command?.check).toContain('/etc/cloud/templates/hosts.debian.tmpl');
  expect(command?.run).toContain('10.8.0.1 primary.vpn');
  expect(role('base', rolesOn('host-01')).commands.map(({ name }) => name)).toContain('primary.vpn');
});
