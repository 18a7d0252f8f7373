import { afterEach, beforeAll, expect, test } from 'vitest';
import { DOMAIN, onHost, PRIMARY } from '../cluster.ts';
import { look, publishByHand, SITE, selfMade } from './by-hand.ts';
import {
  authorityAnswers,
  FORCE,
  renew,
  SHARE,
  serials,
  theSerial,
  withCertificate,
  withoutTraces,
} from './door.ts';

beforeAll(withCertificate);
afterEach(withoutTraces);

test.each([
  ['its chain is not a certificate', "printf 'garbage' > fullchain.pem", 'its chain does not verify'],
  [
    'its chain is truncated',
    'head -c 700 fullchain.pem > x; mv x fullchain.pem',
    'its chain does not verify',
  ],
  ['one bit of it flipped', "sed -i '8s/./A/;8s/^AA/BA/' fullchain.pem", 'its chain does not verify'],
  [
    'it has no issuer',
    'openssl x509 -in fullchain.pem -out x; mv x fullchain.pem',
    'its chain does not verify',
  ],
  ['it expired yesterday', selfMade(SITE, -480, -24), 'its chain does not verify, or it is not valid today'],
  [
    'it becomes valid in an hour',
    selfMade(SITE, 1, 480),
    'its chain does not verify, or it is not valid today',
  ],
  ['it is for other names', selfMade([`other.${DOMAIN}`], -1, 480), `it does not cover ${DOMAIN}`],
  ['it is not for www', selfMade([DOMAIN], -1, 480), `it does not cover www.${DOMAIN}`],
  [
    'its key belongs to another certificate',
    'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out privkey.pem',
    'its private key does not match',
  ],
  ['its key is missing', 'rm privkey.pem', 'cannot be read completely'],
])('a certificate never reaches nginx if %s', async (_, script, reason) => {
  const before = await theSerial();
  const undo = await publishByHand(script);
  try {
    await expect(look('host-01')).rejects.toThrow();
    const said = await onHost('host-01', 'journalctl -u flotilla-certificate -n 12 -o cat');
    expect(said).toMatch(new RegExp(`was rejected and the current one stays in service: .*${reason}`));
    expect(await serials(['host-01'])).toEqual([before]);
  } finally {
    await undo();
  }
  await look('host-01');
});

test('the unit counts as failed while it waits to try again', async () => {
  const failing = () =>
    onHost('host-01', 'flotilla-facts').then((facts) => JSON.parse(facts).health.failedUnits);
  const undo = await publishByHand('rm privkey.pem');
  try {
    await expect(look('host-01')).rejects.toThrow();
    expect(await failing()).toContain('flotilla-certificate.service');
  } finally {
    await undo();
  }
  await look('host-01');
  expect(await failing()).not.toContain('flotilla-certificate.service');
});

test('a certificate that a killed run put in service is loaded by the next run', async () => {
  const before = await theSerial();
  const undo = await publishByHand(selfMade(SITE, -1, 480));
  try {
    const take = `cp -r ${SHARE}/versions/by-hand . && ln -s by-hand current.new && mv -T current.new current`;
    await onHost('host-01', `cd /etc/flotilla/tls && ${take}`);
    expect(await serials(['host-01'])).toEqual([before]);
    await look('host-01');
    expect(await serials(['host-01'])).not.toEqual([before]);
  } finally {
    await undo();
  }
  await look('host-01');
  expect(await serials(['host-01'])).toEqual([before]);
});

test('the next run replaces a corrupt certificate on the share', async () => {
  const before = await theSerial();
  await onHost(PRIMARY, `printf 'garbage' > ${SHARE}/live/fullchain.pem`);
  const { code, said } = await renew();
  expect(code, said).toBe(0);
  expect(await theSerial()).not.toBe(before);
});

test('a certificate that expires soon fails the run until it is renewed', async () => {
  const undo = await publishByHand(selfMade(SITE, -456, 36));
  for (const host of ['host-01', 'host-02', 'host-03']) await look(host);
  await authorityAnswers({ path: '/', status: 503 });
  const { code, said } = await renew();
  expect(code).toBe(1);
  expect(said).toMatch(/A certificate is ordered: due since/);
  expect(said).toMatch(
    /host-02: its certificate expires in 1 day, because renewals have failed for some time/,
  );
  await undo();
  await withoutTraces();
  expect((await renew(FORCE)).code).toBe(0);
});
