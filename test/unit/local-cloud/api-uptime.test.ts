import axios from 'axios';
import { expect, test } from 'vitest';
import { READER, refusal, startCloud, WRITER } from './api-setup.ts';

async function start(token = WRITER) {
  const cloud = await startCloud();
  const http = axios.create({ baseURL: `${cloud.url}/v2`, headers: { Authorization: `Bearer ${token}` } });
  return { cloud, http };
}

const CHECK = { name: 'site', type: 'https', target: 'https://example.com', regions: ['us_east'] };
const ALERT = {
  ...{ name: 'end', type: 'ssl_expiry', threshold: 7, comparison: 'less_than', period: '2m' },
  notifications: { email: ['somebody@example.com'], slack: [] },
};

test('a check and its alert are created, read, changed and deleted', async () => {
  const { http } = await start();
  const { status, data } = await http.post('/uptime/checks', CHECK);
  expect([status, data.check]).toEqual([201, { ...CHECK, id: data.check.id, enabled: true }]);
  const at = `/uptime/checks/${data.check.id}`;
  expect((await http.put(at, { ...CHECK, enabled: false })).data.check.enabled).toBe(false);
  const made = (await http.post(`${at}/alerts`, ALERT)).data.alert;
  expect((await http.put(`${at}/alerts/${made.id}`, { ...ALERT, threshold: 3 })).data.alert.threshold).toBe(
    3,
  );
  expect((await http.get(`${at}/alerts`)).data).toMatchObject({
    alerts: [{ threshold: 3 }],
    meta: { total: 1 },
  });
  expect((await http.get('/uptime/checks')).data).toMatchObject({ checks: [{ name: 'site' }], links: {} });
  expect((await http.delete(`${at}/alerts/${made.id}`)).status).toBe(204);
  expect((await http.delete(at)).status).toBe(204);
  expect((await refusal(http.get(at))).status).toBe(404);
});

test.each([
  [
    'an address that does not belong to the account',
    { notifications: { email: ['me@example.org'], slack: [] } },
    400,
  ],
  ['a misspelt period', { period: '1hr' }, 400],
  ['an unknown kind of alert', { type: 'ping' }, 422],
])('%s is refused', async (_, wrong, status) => {
  const { http } = await start();
  const { check } = (await http.post('/uptime/checks', CHECK)).data;
  const refused = await refusal(http.post(`/uptime/checks/${check.id}/alerts`, { ...ALERT, ...wrong }));
  expect(refused.status).toBe(status);
});

test('a read-only token creates no check', async () => {
  const { http } = await start(READER);
  expect((await refusal(http.post('/uptime/checks', CHECK))).status).toBe(403);
  expect((await http.get('/uptime/checks')).data.checks).toEqual([]);
});
