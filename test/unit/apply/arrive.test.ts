import { expect, it } from 'vitest';
import { patienceMs } from '../../../actions/src/apply/converge/arrive.ts';
import type { ObservedDroplet } from '../../../actions/src/cloud/resource.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-03-01T12:00:00Z');
const born = (minutesAgo: number) => new Date(NOW - minutesAgo * MINUTE).toISOString();
const spec = { name: 'host-01', region: 'nyc1', size: 's-1vcpu-1gb', image: 'debian-13-x64', tags: [] };
const droplet: ObservedDroplet = {
  ...{ type: 'droplet', name: 'host-01', host: 'host-01', id: '1', status: 'active', spec },
  ...{ ipv4: '192.0.2.1', ipv6: '2001:db8::1' },
};

it.each([
  ['created 4 minutes ago by an earlier run', { createdAt: born(4) }, [], 6],
  ['created an hour ago', { createdAt: born(60) }, [], 1],
  ['created by this run', { createdAt: born(4) }, [droplet], 10],
  ['switched on by this run', { createdAt: born(60), status: 'off' as const }, [], 10],
])('a droplet %s is waited for so many minutes', (_, more, made, minutes) => {
  const member = { droplet: { ...droplet, ...more } };
  expect(patienceMs({ made, arrivalMs: 10 * MINUTE }, member, NOW)).toBe(minutes * MINUTE);
});
