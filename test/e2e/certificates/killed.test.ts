import { afterEach, beforeAll, expect, test } from 'vitest';
import { poll } from '../../cloud/runtime/poll.ts';
import { api, cloud, DOMAIN, onHost, PRIMARY } from '../cluster.ts';
import {
  accounts,
  apiFails,
  authorityAnswers,
  challenges,
  FORCE,
  heldByAuthority,
  renew,
  SHARE,
  serials,
  theSerial,
  withCertificate,
  withoutTraces,
  withUnprovenName,
} from './door.ts';

const PID = '/tmp/flotilla-renewal.pid';
/** Records the id of the action's process, so a test can kill it. */
const NAMED = ['sh', '-c', `echo $$ > ${PID}; exec "$@"`, 'named'];
/** A record of another owner at the name of the challenge. */
const RECORD = {
  ...{ type: 'TXT', name: `_acme-challenge.${DOMAIN.replace('.example.com', '')}`, ttl: 30 },
  data: 'of another tool',
};

beforeAll(withCertificate);
afterEach(async () => {
  await withoutTraces();
  for (const { id } of await challenges()) await api('DELETE', `/domains/example.com/records/${id}`);
});

/** Kills the action with SIGKILL once it has reached a point. */
async function killedWhen(reached: () => Promise<boolean>, inputs = {}): Promise<void> {
  const run = renew({ ...FORCE, ...inputs }, NAMED);
  let over = false;
  void run.then(() => (over = true));
  await poll(async () => ((await reached()) || over ? true : undefined), {
    what: 'the run to reach this point',
    timeoutMs: 60_000,
    everyMs: 50,
  });
  expect(over, 'the run ended by itself').toBe(false);
  await (await cloud()).run(['sh', '-c', `kill -KILL $(cat ${PID})`]);
  expect((await run).code).not.toBe(0);
}

test('after a kill at any step, the next run succeeds, leaves no record and creates no second account', async () => {
  await api('POST', '/domains/example.com/records', RECORD);
  const before = await theSerial();
  const known = accounts();
  for (const path of ['/sign-me-up', '/order-plz', '/authZ/', '/chalZ/', '/finalize-order/', '/certZ/']) {
    await authorityAnswers({ path, hold: true });
    await killedWhen(async () => (await heldByAuthority()) > 0, withUnprovenName());
    await authorityAnswers();
    expect(await serials(), path).toEqual([before]);
  }
  // Records that are created after the run was killed.
  await apiFails({ match: { method: 'POST', path: '/records$' }, fault: { delayMs: 1500 } });
  await killedWhen(
    () => onHost(PRIMARY, `grep -q _acme ${SHARE}/challenges.json && echo yes || true`).then(Boolean),
    withUnprovenName(),
  );
  await poll(async () => ((await challenges()).length > 1 ? true : undefined), {
    what: 'the records that the killed run had asked for',
    timeoutMs: 20_000,
  });
  await withoutTraces();

  const { code, said } = await renew(FORCE);
  expect(code, said).toBe(0);
  expect(await theSerial()).not.toBe(before);
  expect((await challenges()).map(({ data }) => data)).toEqual([RECORD.data]);
  expect(accounts()).toBe(known);
});

test('after a kill while hosts copy the certificate, the next run finds it issued and checks every host', async () => {
  const before = await theSerial();
  const live = () => onHost(PRIMARY, `readlink ${SHARE}/live`);
  const was = await live();
  await killedWhen(async () => (await live()) !== was);
  const { code, said } = await renew();
  expect(code, said).toBe(0);
  expect(said).toContain('No certificate is ordered: not due before');
  expect(await theSerial()).not.toBe(before);
  expect(await challenges()).toEqual([]);
});
