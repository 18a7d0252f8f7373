import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { cloudPaths } from '../cloud/ground/paths.ts';
import { poll } from '../cloud/ground/poll.ts';
import {
  addresses,
  api,
  apply,
  CLOUD_NAME,
  cloud,
  DOMAIN,
  onHost,
  PRIMARY,
  plain,
  plan,
  WEB,
} from './cluster.ts';

const CHALLENGE = `_acme-challenge.${DOMAIN}`;
const DAY = 86_400_000;
const SHARE = '/srv/flotilla/tls';

const renew = async (force = false, before: readonly string[] = []) => {
  const env = { INPUT_FORCE: String(force) };
  const command = [...before, 'node', 'actions/dist/renew-certificates.cjs'];
  const { code, stdout, stderr } = await (await cloud()).run(command, { env });
  return { code, said: plain(stdout + stderr) };
};

/** What the authority answers from now on in place of its own. */
const authorityAnswers = async (...answers: readonly object[]) =>
  (await cloud()).control('PUT', '/local/authority/answers', answers);

/** Serial of the certificate a host shows at an address of its own, verified as a browser would. */
async function serialAt(address: string): Promise<string> {
  const ask = `openssl s_client -connect "$AT" -servername ${DOMAIN} -verify_hostname ${DOMAIN} \
    -verify_return_error -CAfile "$NODE_EXTRA_CA_CERTS" </dev/null | openssl x509 -noout -serial`;
  const env = { AT: `${address}:443` };
  const { stdout } = await (await cloud()).run(['bash', '-o', 'pipefail', '-c', ask], { env });
  return stdout.trim().replace('serial=', '').toLowerCase();
}

/** By host, the serials at both its addresses, each once. */
async function serials(hosts: readonly string[] = WEB): Promise<string[]> {
  const known = await addresses();
  const at = hosts.flatMap((host) => [known[host]?.ipv4 ?? '', `[${known[host]?.ipv6}]`]);
  return [...new Set(await Promise.all(at.map(serialAt)))];
}

/** One serial on all hosts, at all their addresses. */
async function theSerial(): Promise<string> {
  const [serial = '', ...others] = await serials();
  expect(serial).toMatch(/^[0-9a-f]+$/);
  expect(others).toEqual([]);
  return serial;
}

const challenges = async () => {
  const { domain_records } = await api<{ domain_records: { id: number; name: string; data: string }[] }>(
    'GET',
    '/domains/example.com/records?type=TXT&per_page=200',
  );
  return domain_records.filter(({ name }) => name.startsWith('_acme-challenge'));
};

const orders = (): number =>
  readFileSync(`${cloudPaths(CLOUD_NAME).logs}/pebble.log`, 'utf8').split('POST /order-plz').length;

afterEach(async () => {
  await authorityAnswers();
  await onHost(PRIMARY, `rm -f ${SHARE}/back-off.json`);
});

test('the first issue replaces the placeholder on every host', async () => {
  expect(await serials()).toEqual(['']);
  const { code, said } = await renew();
  expect(code, said).toBe(0);
  expect(said).toContain('A certificate is ordered: the share holds none');
  const serial = await theSerial();
  expect(said.split(`serial ${serial}  89 days left`)).toHaveLength(WEB.length * 2 + 1);
  expect(await challenges()).toEqual([]);
  for (const host of WEB) await onHost(host, 'test ! -e /etc/flotilla/tls/placeholder');
  const planned = plain((await plan()).stdout);
  expect(planned).toMatch(/nothing to change/i);
  expect(planned).not.toContain('placeholder');
});

test('one that is not due is not ordered, and nothing is written', async () => {
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

test('one that the authority wants renewed is, with no request of a visitor failed', async () => {
  const before = await theSerial();
  const window = (days: number) => new Date(Date.now() - days * DAY).toISOString();
  const suggestedWindow = { start: window(2), end: window(1) };
  await authorityAnswers({
    path: '/draft-ietf-acme-ari-03/renewalInfo/',
    status: 200,
    body: { suggestedWindow },
  });
  const { ipv4 = '' } = (await addresses())['host-01'] ?? {};
  const visit = `for n in $(seq 150); do curl -sS -o /dev/null -w '%{http_code}\\n' --max-time 10 \
    --cacert "$NODE_EXTRA_CA_CERTS" --resolve ${DOMAIN}:443:${ipv4} https://${DOMAIN}/ 2>&1; done | sort | uniq -c`;
  const [visits, { code, said }] = await Promise.all([(await cloud()).run(['sh', '-c', visit]), renew()]);
  expect(code, said).toBe(0);
  expect(said).toContain('A certificate is ordered: due since');
  expect(visits.stdout.trim()).toBe('150 200');
  expect(await theSerial()).not.toBe(before);
});

describe('the old one stays in service', () => {
  const failing = {
    status: 503,
    body: { type: 'urn:ietf:params:acme:error:serverInternal', detail: 'down' },
  };

  test.each([
    ['new order', '/order-plz'],
    ['authorisations', '/authZ/'],
    ['finalize', '/finalize-order/'],
    ['download', '/certZ/'],
  ])('when the authority fails at: %s', async (step, path) => {
    const before = await theSerial();
    await authorityAnswers({ ...failing, path });
    const { code, said } = await renew(true);
    expect(code).toBe(1);
    expect(said).toContain(`${step}: down. The authority is down or out of reach`);
    expect(await theSerial()).toBe(before);
    expect(await challenges()).toEqual([]);
  });

  test('when too many were ordered, and no run asks again before it may', async () => {
    const body = { type: 'urn:ietf:params:acme:error:rateLimited', detail: 'too many certificates' };
    const headers = { 'retry-after': '7200' };
    await authorityAnswers({ path: '/order-plz', status: 429, headers, body });
    expect((await renew(true)).code).toBe(1);
    await authorityAnswers();
    const before = orders();
    const { said } = await renew(true);
    expect(said).toMatch(
      /No certificate is ordered: asked for by force, but not before .*too many certificates/,
    );
    expect(orders()).toBe(before);
  });

  test('when the share holds a spoilt one, which the next run replaces', async () => {
    const before = await theSerial();
    await onHost(PRIMARY, `printf 'garbage' > ${SHARE}/live/fullchain.pem`);
    await expect(onHost('host-01', 'systemctl start flotilla-certificate')).rejects.toThrow();
    expect(await onHost('host-01', 'journalctl -u flotilla-certificate -n 5 -o cat')).toContain(
      'is not taken',
    );
    expect(await theSerial()).toBe(before);
    expect((await renew()).code).toBe(0);
    expect(await theSerial()).not.toBe(before);
  });
});

test('a run that is killed leaves what the next one clears, and records of others stay', async () => {
  const foreign = {
    type: 'TXT',
    name: CHALLENGE.replace('.example.com', ''),
    data: 'of another tool',
    ttl: 30,
  };
  await api('POST', '/domains/example.com/records', foreign);
  for (const seconds of ['1.5', '1.9', '2.3', '2.7', '3.1']) {
    await renew(true, ['timeout', '--signal=KILL', seconds]);
    expect(await serials()).toHaveLength(1);
  }
  const { code, said } = await renew(true);
  expect(code, said).toBe(0);
  const left = await challenges();
  expect(left.map(({ data }) => data)).toEqual(['of another tool']);
  await api('DELETE', `/domains/example.com/records/${left[0]?.id}`);
});

test('a host that was down during a renewal takes the new one by itself', async () => {
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
  const { code, said } = await renew(true);
  expect(code).toBe(1);
  expect(said).toMatch(/host-03: its droplet is off\. It takes the certificate by itself once it is up/);
  const renewed = await serials(['host-01', 'host-02']);
  expect(renewed).toHaveLength(1);
  await power('power_on');
  await becomes('active');
  const caughtUp = async () => (String(await serials(['host-03'])) === String(renewed) ? true : undefined);
  await poll(caughtUp, { what: 'host-03 to serve the new certificate', timeoutMs: 120_000, everyMs: 1000 });
  expect((await renew()).code).toBe(0);
  expect((await apply()).code).toBe(0);
});
