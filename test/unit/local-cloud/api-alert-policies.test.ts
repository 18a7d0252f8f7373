import axios from 'axios';
import { expect, test } from 'vitest';
import { READER, refusal, startCloud, WRITER } from './api-setup.ts';

const AT = '/monitoring/alerts';
const POLICY = {
  ...{ type: 'v1/insights/droplet/cpu', description: 'CPU', compare: 'GreaterThan', value: 80, window: '5m' },
  ...{ entities: [], tags: ['web'], enabled: true },
  alerts: { email: ['somebody@example.com'], slack: [] },
};

async function start(token = WRITER) {
  const { url } = await startCloud();
  return axios.create({ baseURL: `${url}/v2`, headers: { Authorization: `Bearer ${token}` } });
}

test('a policy is created, read, replaced and deleted', async () => {
  const http = await start();
  const { policy } = (await http.post(AT, POLICY)).data;
  expect(policy).toEqual({ ...POLICY, uuid: policy.uuid });
  const at = `${AT}/${policy.uuid}`;
  expect((await http.put(at, { ...POLICY, value: 90 })).data.policy.value).toBe(90);
  expect((await http.get(AT)).data).toMatchObject({ policies: [{ value: 90 }], meta: { total: 1 } });
  expect((await http.delete(at)).status).toBe(204);
  expect((await refusal(http.get(at))).status).toBe(404);
});

test.each([
  [
    'an address that does not belong to the account',
    { alerts: { email: ['me@example.org'], slack: [] } },
    400,
  ],
  ['a policy without recipients', { alerts: { email: [], slack: [] } }, 500],
  ['an unknown metric', { type: 'v1/insights/droplet/heat' }, 422],
  ['an unknown window', { window: '2m' }, 422],
  ['a policy without entities', { entities: undefined }, 422],
])('%s is refused', async (_, wrong, status) => {
  const http = await start();
  expect((await refusal(http.post(AT, { ...POLICY, ...wrong }))).status).toBe(status);
});

test('a read-only token creates no policy', async () => {
  const http = await start(READER);
  expect((await refusal(http.post(AT, POLICY))).status).toBe(403);
  expect((await http.get(AT)).data.policies).toEqual([]);
});
