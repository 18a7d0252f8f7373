import { expect, it } from 'vitest';
import { foreignFirewalls } from '../../../actions/src/cloud/firewall.ts';
import type { ObservedFirewall } from '../../../actions/src/cloud/resource.ts';
import type { FirewallRule } from '../../../actions/src/cloud/specs.ts';
import { EMPTY_CLOUD, EXAMPLE, plan } from '../plan/example.ts';
import { simulate } from '../plan/simulate.ts';

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const idOf = (host: string) => built.droplets.find(({ spec }) => spec.name === host)?.id ?? '';
const rule = (ports: string, ...peers: string[]): FirewallRule => ({ protocol: 'tcp', ports, peers });
const EVERYWHERE = ['0.0.0.0/0', '::/0'];

const office = (
  more: Partial<ObservedFirewall>,
  tags: string[] = [],
  inbound = [rule('3306', ...EVERYWHERE)],
) => ({
  type: 'firewall' as const,
  name: 'office',
  id: 'f-9',
  spec: { name: 'office', tags, inbound, outbound: [] },
  ...more,
});
const found = (...firewalls: ObservedFirewall[]) =>
  foreignFirewalls(EXAMPLE, { ...built, firewalls: [...built.firewalls, ...firewalls] });

it.each([
  ['through one of our tags', office({}, ['cluster:example:primary'])],
  ['through the id of a droplet', office({ droplets: [idOf('sql')] })],
])('reports another owner’s firewall that opens a port on a host, %s', (_, firewall) => {
  expect(found(firewall)).toEqual([
    expect.objectContaining({
      host: 'firewall office',
      what: expect.stringMatching(
        /^\(id f-9\) is not declared and opens more on sql: tcp 3306 from everywhere\./,
      ),
    }),
  ]);
});

it('reports a firewall that opens a declared port to more addresses', () => {
  const narrow = { ...EXAMPLE, ssh: { from: ['198.51.100.7/32'] } };
  const firewall = office({ droplets: [idOf('sql')] }, [], [rule('22', '203.0.113.0/24')]);
  expect(foreignFirewalls(narrow, { ...built, firewalls: [firewall] })).toEqual([
    expect.objectContaining({ what: expect.stringContaining('sql: tcp 22 from 203.0.113.0/24.') }),
  ]);
});

it.each([
  ['our own firewall', []],
  ['a firewall of other droplets', [office({ droplets: ['999'] }, ['shop'])]],
  [
    'a firewall that allows no more than ours',
    [office({}, ['cluster:example:web'], [rule('443', ...EVERYWHERE)])],
  ],
])('does not report %s', (_, firewalls) => {
  expect(found(...firewalls)).toEqual([]);
});

it('the plan contains a note and changes nothing', () => {
  const made = plan(EXAMPLE, {
    ...built,
    firewalls: [...built.firewalls, office({}, ['cluster:example:web'])],
  });
  expect(made.cloud).toEqual([]);
  expect(made.notes).toContainEqual(
    expect.stringMatching(/^The firewall office \(id f-9\) .*host-01, host-02/),
  );
});
