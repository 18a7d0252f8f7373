import { expect, it } from 'vitest';
import { hierarchies } from '../../cloud/machines/container/cgroup.ts';
import { seedFiles } from '../../cloud/machines/container/seed.ts';

const MACHINE = {
  ...{ id: 7, name: 'host-01', ipv4: '203.0.113.11', ipv6: '2001:db8:f107::b', region: 'nyc1' },
  ...{
    userData: '#cloud-config\n',
    vendorData: '',
    sshKeys: ['ssh-ed25519 AAAA'],
    memoryMiB: 1024,
    vcpus: 1,
    diskGiB: 25,
    mac: '52:54:00:00:00:07',
  },
};
const SURROUNDINGS = { dnsAddress: '203.0.113.1', routerV4: '203.0.113.1', routerV6: 'fe80::1' };
const seed = seedFiles(MACHINE, SURROUNDINGS);
const contentOf = (end: string) => [...seed].find(([path]) => path.endsWith(end))?.[1].content;

it('gives cloud-init the values from the API', () => {
  expect(contentOf('/user-data')).toBe(MACHINE.userData);
  expect(JSON.parse(contentOf('/meta-data') ?? '')).toEqual({
    'instance-id': '7',
    'local-hostname': 'host-01',
    'public-keys': MACHINE.sshKeys,
  });
});

it('makes user-data readable only by root', () => {
  expect([...seed].find(([path]) => path.endsWith('/user-data'))?.[1].mode).toBe(0o600);
});

it('gives the link both addresses and makes the router the only neighbour', () => {
  const network = contentOf('.network') ?? '';
  expect(network).toContain('Address=203.0.113.11/32');
  expect(network).toContain('Address=2001:db8:f107::b/128');
  expect(network.match(/Gateway=\S+\nGatewayOnLink=yes/g)).toHaveLength(3);
});

it('finds the cgroup hierarchies that systemd manages, and those of the limits', () => {
  const hybrid = [
    'cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0',
    'cgroup /sys/fs/cgroup/cpuacct cgroup rw,cpuacct 0 0',
    'cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0',
    'cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0',
    'cgroup2 /var/lib/elsewhere cgroup2 rw 0 0',
  ].join('\n');
  expect(hierarchies(hybrid)).toEqual([
    ...['/sys/fs/cgroup/memory', '/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified'],
  ]);
  expect(hierarchies('cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n')).toEqual(['/sys/fs/cgroup']);
});
