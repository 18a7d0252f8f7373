import { afterEach, expect, test } from 'vitest';
import { poll } from '../../cloud/runtime/poll.ts';
import { AS_DECLARED, api, apply, cloud, onHost, PRIMARY, plain, plan, WEB } from '../cluster.ts';
import {
  authorityAnswers,
  challenges,
  FORCE,
  orders,
  renew,
  SHARE,
  serials,
  theSerial,
  withCertificate,
  withoutCertificate,
  withoutTraces,
} from './door.ts';

const DAY = 86_400_000;

afterEach(withoutTraces);

test('the first issue replaces the placeholder on every host', async () => {
  await withoutCertificate();
  expect(await serials()).toEqual(['']);
  const { code, said } = await renew();
  expect(code, said).toBe(0);
  expect(said).toContain('A certificate is ordered: there is none yet');
  const serial = await theSerial();
  expect(said.split(`serial ${serial}  89 days left`)).toHaveLength(WEB.length * 2 + 1);
  expect(await challenges()).toEqual([]);
  for (const host of WEB) await onHost(host, 'test ! -e /etc/flotilla/tls/placeholder');
  const planned = plain((await plan()).stdout);
  expect(planned).toMatch(AS_DECLARED);
  expect(planned).not.toContain('placeholder');
});

test('a certificate that is not due is not ordered, and nothing is written', async () => {
  await withCertificate();
  const listing = () => onHost(PRIMARY, `find ${SHARE} -printf '%p %i %T@\\n' | sort`);
  const before = {
    orders: orders(),
    listing: await listing(),
    requests: (await (await cloud()).journal()).length,
  };
  const { code, said } = await renew();
  expect(code, said).toBe(0);
  expect(said).toMatch(/No certificate is ordered: not due before/);
  expect(said).toContain('89 days left');
  expect(orders()).toBe(before.orders);
  expect(await listing()).toBe(before.listing);
  const made = (await (await cloud()).journal()).slice(before.requests);
  expect(made.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('a certificate is renewed when the authority suggests it', async () => {
  await withCertificate();
  const before = await theSerial();
  const window = (days: number) => new Date(Date.now() - days * DAY).toISOString();
  const suggestedWindow = { start: window(2), end: window(1) };
  await authorityAnswers({ path: '/draft-ietf-acme-ari-03/renewalInfo/', body: { suggestedWindow } });
  const { code, said } = await renew();
  expect(code, said).toBe(0);
  expect(said).toContain('A certificate is ordered: due since');
  expect(await theSerial()).not.toBe(before);
});

test('a host that was down during a renewal copies the new certificate by itself', async () => {
  await withCertificate();
  const { droplets } = await api<{ droplets: { id: number; name: string }[] }>(
    'GET',
    '/droplets?per_page=200',
  );
  const id = droplets.find(({ name }) => name === 'host-03')?.id;
  const power = (type: string) => api('POST', `/droplets/${id}/actions`, { type });
  const status = async () =>
    (await api<{ droplet: { status: string } }>('GET', `/droplets/${id}`)).droplet.status;
  const becomes = (wanted: string) =>
    poll(async () => ((await status()) === wanted ? true : undefined), {
      what: `host-03 to be ${wanted}`,
      timeoutMs: 60_000,
      everyMs: 300,
    });
  await power('power_off');
  await becomes('off');
  const { code, said } = await renew(FORCE);
  expect(code).toBe(1);
  expect(said).toMatch(/host-03: its droplet is off\. It copies the certificate by itself once it is up/);
  const renewed = await serials(['host-01', 'host-02']);
  expect(renewed).toHaveLength(1);
  await power('power_on');
  await becomes('active');
  const caughtUp = async () => (String(await serials(['host-03'])) === String(renewed) ? true : undefined);
  await poll(caughtUp, { what: 'host-03 to serve the new certificate', timeoutMs: 120_000, everyMs: 1000 });
  expect((await renew()).code).toBe(0);
  expect((await apply()).code).toBe(0);
});
