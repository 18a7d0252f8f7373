import { expect, it } from 'vitest';
import { KINDS } from '../../../actions/src/cloud/kinds.ts';
import { EXAMPLE, plan } from '../plan/example.ts';
import { order, requests, startAdapter } from './adapter.ts';

const alerts = { certificate: true, days: 7, down: true };
const WATCHED = { ...EXAMPLE, alerts };
const [check] = KINDS['uptime-check'].desired(WATCHED, { droplets: [] });
if (!check) throw new Error('no check is desired');
const PATH = '/v2/uptime/checks';
const ACCOUNT = 'somebody@example.com';

type Started = Awaited<ReturnType<typeof startAdapter>>;

const watching = async ({ adapter }: Started) =>
  (await adapter.observe(WATCHED)).uptimeChecks.map(({ spec }) => spec);

/** The changes that a plan would still contain. */
const remaining = async ({ adapter }: Started, declaration = WATCHED) =>
  plan(declaration, await adapter.observe(declaration))
    .cloud.filter(({ subject }) => subject.type === 'uptime-check')
    .map(({ action, reason }) => `${action}: ${reason}`);

it("a check is created with its alert to the account's own address, and then matches the declaration", async () => {
  const started = await startAdapter();
  expect(await remaining(started)).toEqual(['create: does not exist yet']);
  await started.adapter.create(check);
  expect(await watching(started)).toEqual([{ ...check.spec, email: ACCOUNT }]);
  expect(await remaining(started)).toEqual([]);
  expect(started.cloud.account.data.uptimeChecks[0]?.alerts).toMatchObject([
    {
      ...{ type: 'ssl_expiry', threshold: 7, comparison: 'less_than' },
      notifications: { email: [ACCOUNT], slack: [] },
    },
    { type: 'down', period: '5m', notifications: { email: [ACCOUNT], slack: [] } },
  ]);
});

it.each([
  ['responses are lost', { match: { method: 'POST', path: PATH }, fault: { drop: 'after' }, times: 2 }],
  ['connections break', { match: { path: PATH }, every: 3, fault: { drop: 'before' } }],
  ['the API is overloaded', { match: { path: PATH }, every: 3, fault: { status: 503 } }],
])('a check is created once, even if %s', async (_, fault) => {
  const started = await startAdapter();
  await order(started.cloud, fault);
  await started.adapter.create(check);
  expect(started.cloud.account.data.uptimeChecks.map(({ alerts }) => alerts.length)).toEqual([2]);
  expect(await remaining(started)).toEqual([]);
});

it('a check is completed if a run ended before it created the alert', async () => {
  const started = await startAdapter();
  await order(started.cloud, {
    match: { method: 'POST', path: 'alerts$' },
    fault: { status: 422 },
    times: 1,
  });
  await expect(started.adapter.create(check)).rejects.toThrow('create the ssl_expiry alert of uptime check');
  expect(await remaining(started)).toEqual(['update: alert and alert when down differ']);
  const [observed] = (await started.adapter.observe(WATCHED)).uptimeChecks;
  if (observed) await started.adapter.update(observed, check);
  expect(await remaining(started)).toEqual([]);
});

it('an update keeps recipients that were added by hand, and does not touch other checks and alerts', async () => {
  const started = await startAdapter();
  const made = await started.adapter.create(check);
  const [kept] = started.cloud.account.data.uptimeChecks;
  const slack = [{ channel: 'ops', url: 'https://hooks.example.com/x' }];
  const down = {
    id: 'own',
    name: 'down',
    type: 'down',
    notifications: { email: [ACCOUNT], slack: [] },
  } as const;
  const [alert, ours] = kept?.alerts ?? [];
  if (!kept || !alert || !ours) throw new Error('no alert was made');
  kept.alerts = [down, { ...alert, notifications: { email: [ACCOUNT], slack } }, ours];
  const stranger = { ...kept, id: 'stranger', name: 'landing page', alerts: [down] };
  started.cloud.account.data.uptimeChecks.push(stranger);
  await started.adapter.update(made, { ...check, spec: { ...check.spec, days: 3 } });
  expect(kept.alerts).toMatchObject([
    ...[down, { threshold: 3, notifications: { email: [ACCOUNT], slack } }],
    { type: 'down', name: check.spec.name },
  ]);
  expect(await watching(started)).toHaveLength(1);
  await started.adapter.delete(made);
  expect(started.cloud.account.data.uptimeChecks).toEqual([stranger]);
});

it('a check warns that the site is down only while that is declared, and never changes an alert of the owner', async () => {
  const started = await startAdapter();
  const quiet = { ...WATCHED, alerts: { ...alerts, down: false } };
  const made = await started.adapter.create(check);
  expect(await remaining(started, quiet)).toEqual(['update: alert when down differs']);
  const [kept] = started.cloud.account.data.uptimeChecks;
  kept?.alerts.push({
    id: 'own',
    name: 'mine',
    type: 'down',
    notifications: { email: [ACCOUNT], slack: [] },
  });
  await started.adapter.update(made, { ...check, spec: { ...check.spec, down: false } });
  expect(await remaining(started, quiet)).toEqual([]);
  expect(kept?.alerts.map(({ type, name }) => `${type} ${name}`)).toEqual([
    `ssl_expiry ${check.spec.name}`,
    'down mine',
  ]);
});

it('a check is deleted when it is no longer declared or is a duplicate', async () => {
  const started = await startAdapter();
  await started.adapter.create(check);
  const undeclared = { ...WATCHED, alerts: { ...alerts, certificate: false } };
  expect(await remaining(started, undeclared)).toEqual(['delete: no longer declared']);
  await started.adapter.create(check);
  expect(await remaining(started)).toEqual(['delete: duplicate']);
});

it('the error says what to do if DigitalOcean does not send to an address', async () => {
  const started = await startAdapter();
  const foreign = { ...check, spec: { ...check.spec, email: 'ops@example.com' } };
  await expect(started.adapter.create(foreign)).rejects.toThrow(
    "invalid email 'ops@example.com'. DigitalOcean sends e-mail only to verified addresses of the account or team. Declare",
  );
});

it('the error says what to do if the account has no verified address', async () => {
  const started = await startAdapter();
  started.cloud.account.data.emailVerified = false;
  await expect(started.adapter.create(check)).rejects.toThrow(
    /not verified the account's e-mail address somebody@example\.com.* Follow the link in its e-mail, or declare another/,
  );
  expect(await remaining(started)).toEqual(['update: alert and alert when down differ']);
});

it('observing needs one list request, and one more if a check exists', async () => {
  const started = await startAdapter();
  const asked = () => requests(started.cloud, 'GET').filter((path) => path.startsWith(PATH)).length;
  await started.adapter.observe(WATCHED);
  expect(asked()).toBe(1);
  await started.adapter.create(check);
  const before = asked();
  await started.adapter.observe(WATCHED);
  expect(asked() - before).toBe(2);
});
