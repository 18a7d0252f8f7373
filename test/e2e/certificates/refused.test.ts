import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { poll } from '../../cloud/ground/poll.ts';
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

/** Whatever fails, the old one stays in service everywhere, no record stays, and the message says what to do. */
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
  ['authorisations', '/authZ/'],
  ['challenge', '/chalZ/'],
  ['finalize', '/finalize-order/'],
  ['download', '/certZ/'],
])('the authority fails at: %s', async (step, path) => {
  await authorityAnswers({ ...down, path });
  const { code, said } = await renew(withUnprovenName());
  expect(code).toBe(1);
  expect(said).toContain(`${step}: down. The authority is down or out of reach`);
});

test.each<[string, Answer, string]>([
  [
    'a CAA record names another authority',
    {
      path: '/chalZ/',
      body: { status: 'invalid', error: { ...problem('caa', 'CAA forbids it'), status: 403 } },
    },
    'challenge: CAA forbids it. A CAA record forbids it: name this authority under `dns.caa`',
  ],
  [
    'the zone is served elsewhere',
    {
      path: '/chalZ/',
      body: { status: 'invalid', error: { ...problem('unauthorized', 'No TXT record'), status: 403 } },
    },
    'challenge: No TXT record. The proof in DNS was not found: is the zone delegated to ns1.digitalocean.com?',
  ],
  [
    'a profile that it does not have',
    { path: '/order-plz', status: 400, body: problem('invalidProfile', 'no such profile') },
    'new order: no such profile. The authority has no such profile: correct `certificate.profile`',
  ],
])('%s', async (_, answer, message) => {
  await authorityAnswers(answer);
  const { code, said } = await renew(withUnprovenName());
  expect(code).toBe(1);
  expect(said).toContain(message);
  expect(said).toContain('The certificate in service stays.');
});

test('too many were ordered, and no run asks again before it may', async () => {
  const body = problem('rateLimited', 'too many certificates');
  await authorityAnswers({ path: '/order-plz', status: 429, headers: { 'retry-after': '7200' }, body });
  expect((await renew(FORCE)).code).toBe(1);
  await authorityAnswers();
  const asked = orders();
  const { said } = await renew(FORCE);
  expect(said).toMatch(
    /No certificate is ordered: asked for by force, but not before .*too many certificates/,
  );
  expect(orders()).toBe(asked);
});

test('the token has no right to the zone', async () => {
  const body = { id: 'forbidden', message: 'You are missing the required permission domain:create' };
  await apiFails({ match: { method: 'POST', path: '/records$' }, fault: { status: 403, body } });
  const { code, said } = await renew(withUnprovenName());
  expect(code).toBe(1);
  expect(said).toContain('The token lacks the scope domain:create: give it a token that has it');
});

test('the name servers are slow: nothing is answered before they say it, and in the end the run gives up', async () => {
  const hold = '/local/holds/zone%20example.com';
  const control = async (method: string) => (await cloud()).control(method, hold);
  await control('PUT');
  try {
    const { code, said } = await renew({ ...withUnprovenName(), 'time-limit-minutes': '1' });
    expect(code).toBe(1);
    expect(said).toMatch(
      /The name server \S+ does not answer with the new _acme-challenge\S+ after \d+ s\. Is the zone delegated to/,
    );
    expect(said).not.toContain('challenge: ');
  } finally {
    await control('DELETE');
  }
});

test('the primary is down', async () => {
  const { droplets } = await api<{ droplets: { id: number; name: string }[] }>(
    'GET',
    '/droplets?per_page=200',
  );
  const id = droplets.find(({ name }) => name === PRIMARY)?.id;
  await (await cloud()).control('POST', `/local/machines/${PRIMARY}/power-off`, {});
  try {
    const { code, said } = await renew(withUnprovenName());
    expect(code).toBe(1);
    expect(said).toContain('nothing was renewed, since the primary sql keeps it:');
    expect(said).toContain('Bring it back by apply; the next run tries again.');
    expect(said.match(/serial \w+ {2}89 days left/g)).toHaveLength(6);
  } finally {
    await api('POST', `/droplets/${id}/actions`, { type: 'power_on' });
    // The web hosts meet it again a little later than a renewal does.
    const well = async () => ((await renew()).code === 0 && (await apply()).code === 0 ? true : undefined);
    await poll(well, { what: 'the primary to be back', timeoutMs: 120_000, everyMs: 2000 });
  }
});
