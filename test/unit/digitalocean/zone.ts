import type { Cloud } from '../../../actions/src/cloud/cloud.ts';
import type { Desired } from '../../../actions/src/cloud/resource.ts';
import type { RecordSpec } from '../../../actions/src/cloud/specs.ts';
import { EXAMPLE } from '../plan/example.ts';
import { startAdapter } from './adapter.ts';

export const record = (spec: Partial<RecordSpec> = {}): Desired<'record'> => ({
  type: 'record',
  name: 'A test.example.com',
  host: 'host-01',
  spec: { type: 'A', name: 'test.example.com', value: '192.0.2.1', ttl: 300, ...spec },
});
export const zone: Desired<'zone'> = {
  type: 'zone',
  name: 'example.com',
  spec: { name: 'example.com' },
};

export async function withZone() {
  const started = await startAdapter();
  await started.adapter.observe(EXAMPLE);
  await started.adapter.create(zone);
  return started;
}

export const recordsOf = async (adapter: Cloud) =>
  (await adapter.observe(EXAMPLE)).records.map(
    ({ spec }) => `${spec.type} ${spec.name} ${spec.value} ${spec.ttl}`,
  );
