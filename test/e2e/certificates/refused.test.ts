import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { poll } from '../../cloud/runtime/poll.ts';
import { api, apply, cloud, PRIMARY } from '../cluster.ts';
import {
  type Answer,
  apiFails,
  authorityAnswers,
  challenges,
  FORCE,
  orders,
  renew,
  theSerial,
  withCertificate,
  withoutTraces,
  withUnprovenName,
} from './door.ts';

/** After any failure the old certificate stays in service on all hosts, and no challenge record is left. */
let before = '';
beforeAll(withCertificate);
beforeEach(async () => {
  before = await theSerial();
});
afterEach(async () => {
  await withoutTraces();
  expect(await theSerial()).toBe(before);
  expect(await challenges()).toEqual([]);
});

const problem = (type: string, detail: string) => ({ type: `urn:ietf:params:acme:error:${type}`, detail });
const down = { status: 503, body: problem('serverInternal', 'down') };

test.each([
  ['new order', '/order-plz'],
  ['authorizations', '/authZ/'],
  ['challenge', '/chalZ/'],
  ['finalize', '/finalize-order/'],
  ['download', '/certZ/'],
])('reports an authority that is down at the step: %s', async (step, path) => {
  await authorityAnswers({ ...down, path });
  const { code, said } = await renew(withUnprovenName());
  expect(code).toBe(1);
  expect(said).toContain(`"${step}": down. The authority is down or unreachable`);
});

test.each<[string, Answer, string]>([
  [
    'a CAA record names another authority',
    {
      path: '/chalZ/',
      body: { status: 'invalid', error: { ...problem('caa', 'CAA forbids it'), status: 403 } },
    },
    '"challenge": CAA forbids it. A CAA record forbids it. Add this authority to `dns.caa`',
  ],
  [
    'other name servers serve the zone',
    {
      path: '/chalZ/',
      body: { status: 'invalid', error: { ...problem('unauthorized', 'No TXT record'), status: 403 } },
    },
    '"challenge": No TXT record. The authority did not find the TXT record. Check at your registrar that the zone',
  ],
  [
    'the authority does not have the profile',
    { path: '/order-plz', status: 400, body: problem('invalidProfile', 'no such profile') },
    '"new order": no such profile. The authority has no such profile. Correct `certificate.profile`',
  ],
])('reports that %s', async (_, answer, message) => {
  await authorityAnswers(answer);
  const { code, said } = await renew(withUnprovenName());
  expect(code).toBe(1);
  expect(said).toContain(message);
  expect(said).toContain('The current certificate stays in service.');
});

test('after a rate limit no run orders again before the authority allows it', async () => {
  const body = problem('rateLimited', 'too many certificates');
  await authorityAnswers({ path: '/order-plz', status: 429, headers: { 'retry-after': '7200' }, body });
  expect((await renew(FORCE)).code).toBe(1);
  await authorityAnswers();
  const asked = orders();
  const { said } = await renew(FORCE);
  expect(said).toMatch(/No certificate is ordered: forced, but not before .*too many certificates/);
  expect(orders()).toBe(asked);
});

test('reports that the token has no permission for the zone', async () => {
  const body = { id: 'forbidden', message: 'You are missing the required permission domain:create' };
  await apiFails({ match: { method: 'POST', path: '/records$' }, fault: { status: 403, body } });
  const { code, said } = await renew(withUnprovenName());
  expect(code).toBe(1);
  expect(said).toContain('The token does not have the scope domain:create. Create a token with that scope');
});

test('if the name servers are slow, the run answers no challenge and gives up after the time limit', async () => {
  const hold = '/local/holds/zone%20example.com';
  const control = async (method: string) => (await cloud()).control(method, hold);
  await control('PUT');
  try {
    const { code, said } = await renew({ ...withUnprovenName(), 'time-limit-minutes': '1' });
    expect(code).toBe(1);
    expect(said).toMatch(
      /The name server \S+ does not answer with the new _acme-challenge\S+ after \d+ s\. Check at your registrar that the zone is delegated to/,
    );
    expect(said).not.toContain('"challenge": ');
  } finally {
    await control('DELETE');
  }
});

test('if the primary is down, nothing is renewed and the hosts are still checked', async () => {
  const { droplets } = await api<{ droplets: { id: number; name: string }[] }>(
    'GET',
    '/droplets?per_page=200',
  );
  const id = droplets.find(({ name }) => name === PRIMARY)?.id;
  await (await cloud()).control('POST', `/local/machines/${PRIMARY}/power-off`, {});
  try {
    const { code, said } = await renew(withUnprovenName());
    expect(code).toBe(1);
    expect(said).toContain(
      'Cannot renew, because the certificate is on the primary sql, which is unreachable:',
    );
    expect(said).toContain('Run apply to repair it. The next run tries again.');
    expect(said.match(/serial \w+ {2}89 days left/g)).toHaveLength(6);
  } finally {
    await api('POST', `/droplets/${id}/actions`, { type: 'power_on' });
    // The web hosts reconnect to it a little later than a renewal.
    const well = async () => ((await renew()).code === 0 && (await apply()).code === 0 ? true : undefined);
    await poll(well, { what: 'the primary to be back', timeoutMs: 120_000, everyMs: 2000 });
  }
});
