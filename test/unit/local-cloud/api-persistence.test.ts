import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FakePorts, makeDroplet, SMALL, startCloud } from './api-setup.ts';

function stateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'state-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'account.json');
}

const OUT = { protocol: 'tcp', ports: '443', destinations: { addresses: ['0.0.0.0/0'] } };

test('a restart keeps everything and restores machines, networks and zones', async () => {
  const statePath = stateFile();
  const before = await startCloud({ statePath });
  const on = await makeDroplet(before, 'web-1', { tags: ['web'] });
  const off = await makeDroplet(before, 'web-2');
  await before.dots.droplet.powerOffDroplet({ droplet_id: off.id });
  await before.dots.firewall.createFirewall({
    name: 'fleet',
    tags: ['web'],
    inbound_rules: [],
    outbound_rules: [OUT],
  });
  await before.dots.domain.createDomain({ name: 'example.com', ip_address: '203.0.113.9' });
  await before.idle();

  const after = await startCloud({ statePath });
  expect([...after.ports.running.values()]).toEqual([...before.ports.running.values()]);
  expect(after.ports.enforced).toEqual(before.ports.enforced);
  expect(after.ports.zones).toEqual(before.ports.zones);
  const list = async ({ dots }: typeof after) => (await dots.droplet.listDroplets({})).data.droplets;
  expect(await list(after)).toEqual(await list(before));
  expect((await list(after)).map(({ id, status }) => [id, status])).toEqual([
    [on.id, 'active'],
    [off.id, 'off'],
  ]);
  const more = await makeDroplet(after, 'web-3');
  expect(more.id).toBeGreaterThan(off.id);
  expect(statSync(statePath).mode & 0o777).toBe(0o600);
});

test('an acknowledged change is kept, whatever happens next', async () => {
  const statePath = stateFile();
  const before = await startCloud({ statePath });
  before.account.knobs.hold('web-1');
  const { droplet } = (await before.dots.droplet.createDroplet({ ...SMALL, name: 'web-1' })).data;

  const after = await startCloud({ statePath });
  await after.idle();
  expect((await after.dots.droplet.getDroplet({ droplet_id: droplet.id })).data.droplet.status).toBe(
    'active',
  );
  const { actions } = (await after.dots.droplet.listDropletActions({ droplet_id: droplet.id })).data;
  expect(actions.map(({ status }) => status)).toEqual(['completed', 'errored']);
});

test('an interrupted deletion is completed', async () => {
  const statePath = stateFile();
  const before = await startCloud({ statePath });
  const { id } = await makeDroplet(before, 'web-1');
  before.ports.machines.destroy = () => new Promise(() => {});
  await before.dots.droplet.deleteDroplet({ droplet_id: id });

  const after = await startCloud({ statePath });
  await after.idle();
  expect(after.ports.calls).toContain(`destroy ${id}`);
  expect(after.account.data.condemned).toEqual([]);
});

test('a machine that does not start again leaves its droplet off', async () => {
  const statePath = stateFile();
  const { id } = await makeDroplet(await startCloud({ statePath }), 'web-1');
  const ports = new FakePorts();
  ports.bootFailure = new Error('no disk');
  const after = await startCloud({ statePath }, ports);
  expect((await after.dots.droplet.getDroplet({ droplet_id: id })).data.droplet.status).toBe('off');
});
