import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../actions/src/cloud/cloud.ts';
import { createDigitalOcean } from '../../../actions/src/cloud/digitalocean/index.ts';
import { EXAMPLE } from '../plan/example.ts';
import {
  CREATION,
  createActive,
  droplet,
  order,
  READER,
  requests,
  setAccount,
  startAdapter,
  WRITER,
} from './adapter.ts';

const failure = async (work: Promise<unknown>): Promise<CloudError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CloudError)) throw new Error(`not a CloudError: ${error}`);
  return error;
};

describe('an error that no retry can fix', () => {
  it('an unknown token', async () => {
    const { adapter, waits } = await startAdapter('dop_v1_unknown');
    const error = await failure(adapter.observe(EXAMPLE));
    expect(error).toMatchObject({ status: 401, answer: 'Unable to authenticate you' });
    expect(error.message).toContain('mistyped, revoked or expired');
    expect(JSON.stringify(error) + error.stack).not.toContain('dop_v1_unknown');
    expect(waits).toEqual([]);
  });

  it('a token that may only read', async () => {
    const { adapter } = await startAdapter(READER);
    const error = await failure(adapter.create(droplet('host-01'), CREATION));
    expect(error.message).toBe(
      'Cannot create droplet host-01: DigitalOcean answered 403: You do not have permission to perform this action. ' +
        'The token does not have the scope droplet:create. Create a token with that scope at ' +
        'https://cloud.digitalocean.com/account/api/tokens.',
    );
  });

  it.each([
    ['a size that is not offered', droplet('host-01', 's-9vcpu'), 'Choose a size that the region offers'],
    [
      'an image that does not exist',
      { ...droplet('host-01'), spec: { ...droplet('host-01').spec, image: 'debian-99-x64' } },
      'Choose an image that DigitalOcean offers',
    ],
  ])('%s', async (_, desired, remedy) => {
    const { adapter } = await startAdapter();
    const error = await failure(adapter.create(desired, CREATION));
    expect(error.status).toBe(422);
    expect(error.remedy).toContain(remedy);
  });

  it('a disk that would have to shrink', async () => {
    const { adapter } = await startAdapter();
    const made = await createActive(adapter, droplet('host-01'));
    const error = await failure(adapter.update(made, droplet('host-01', 's-1vcpu-512mb-10gb')));
    expect(error.remedy).toContain('A disk cannot shrink');
  });

  it('an account that is full', async () => {
    const { cloud, adapter } = await startAdapter();
    await setAccount(cloud, { dropletLimit: 0 });
    expect((await failure(adapter.create(droplet('host-01'), CREATION))).remedy).toContain(
      'Request a higher limit',
    );
  });

  it('a locked account is not mistaken for a token without permissions', async () => {
    const { cloud, adapter } = await startAdapter();
    await setAccount(cloud, { status: 'locked', message: 'Please pay your balance.' });
    const error = await failure(adapter.observe(EXAMPLE));
    expect(error.message).toMatch(
      /DigitalOcean answered 403: You do not have access for the attempted action\. DigitalOcean has locked this account: Please pay your balance\. Pay the open balance at https/,
    );
    expect(error.message).not.toContain('scope');
    expect((await failure(adapter.create(droplet('host-01'), CREATION))).remedy).toContain('has locked');
    expect(requests(cloud, 'GET').filter((path) => path === '/v2/account')).toHaveLength(1);
  });

  it('a size that requires a payment first', async () => {
    const { cloud, adapter } = await startAdapter();
    await setAccount(cloud, { restrictedSizes: ['s-1vcpu-1gb'] });
    const error = await failure(adapter.create(droplet('host-01'), CREATION));
    expect(error.message).toContain('This size is currently restricted please send an additional payment');
    expect(error.remedy).toMatch(/^Pay the open balance/);
  });

  it('a zone that belongs to another account', async () => {
    const { cloud, adapter } = await startAdapter(WRITER, () => 0);
    await setAccount(cloud, { domainsElsewhere: ['example.com'] });
    await adapter.observe(EXAMPLE);
    const zone = { type: 'zone', name: 'example.com', spec: { name: 'example.com' } } as const;
    expect((await failure(adapter.create(zone))).remedy).toMatch(
      /^Another DigitalOcean account or team has the zone/,
    );
  });

  it.each([
    [402, 'Payment required', 'Pay the open balance'],
    [422, 'Your account has a past due balance', 'Pay the open balance'],
    [422, 'Please verify your account', 'Sign in at'],
    [422, 'The requested size is restricted', 'enable this one for the account'],
    [422, 'Region nyc1 is temporarily unavailable for new droplets', 'no capacity at the moment'],
    [422, 'Size is not available in this region', 'Choose a size that the region offers'],
    [403, 'Your account is locked', 'has locked this account'],
    [403, 'Your last invoice is past due', 'Pay the open balance'],
  ])('%i, %s', async (status, message, remedy) => {
    const { cloud, adapter } = await startAdapter();
    await order(cloud, { match: { method: 'POST' }, fault: { status, body: { id: 'x', message } } });
    const error = await failure(adapter.create(droplet('host-01'), CREATION));
    expect(error.answer).toBe(message);
    expect(error.remedy).toContain(remedy);
  });

  it('a zone that the token may not see is not missing', async () => {
    const { cloud, adapter } = await startAdapter();
    await order(cloud, { match: { path: '/records$' }, fault: { status: 403 } });
    expect((await failure(adapter.observe(EXAMPLE))).remedy).toContain('domain:read');
  });
});

describe('an error that a retry may fix', () => {
  it('waits as long as DigitalOcean asks', async () => {
    const { cloud, adapter, waits, log } = await startAdapter();
    await order(cloud, { match: { path: '/v2/sizes$' }, times: 2, fault: { status: 429, retryAfter: 7 } });
    await adapter.observe(EXAMPLE);
    expect(waits).toHaveLength(2);
    for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(7000);
    expect(log[0]).toMatch(/^list sizes: 429, .*; again in 7\.\d s$/);
  });

  it('gives up after eight attempts', async () => {
    const { cloud, adapter, waits } = await startAdapter();
    await order(cloud, { match: { path: '/v2/sizes$' }, fault: { status: 500 } });
    const error = await failure(adapter.observe(EXAMPLE));
    expect(error.message).toContain('Cannot list sizes: DigitalOcean answered 500');
    expect(error.message).toContain('Existing resources are not created twice');
    expect(waits).toHaveLength(7);
  });

  it('does not wait longer than the time that the run has left', async () => {
    const { cloud, adapter, waits } = await startAdapter(WRITER, () => 6000);
    await order(cloud, { match: { path: '/v2/sizes$' }, fault: { status: 429, retryAfter: 7 } });
    expect((await failure(adapter.observe(EXAMPLE))).remedy).toContain('raise time-limit-minutes');
    expect(waits).toEqual([]);
  });

  it('does not wait for the hourly limit', async () => {
    const { cloud, adapter, waits } = await startAdapter();
    await order(cloud, { match: { path: '/v2/sizes$' }, fault: { status: 429, retryAfter: 1800 } });
    expect((await failure(adapter.observe(EXAMPLE))).remedy).toContain('Run again in 30 minutes');
    expect(waits).toEqual([]);
  });

  it('waits for an action that is under way', async () => {
    const { cloud, adapter } = await startAdapter();
    const made = await createActive(adapter, droplet('host-01'));
    const body = { id: 'unprocessable_entity', message: 'Droplet already has a pending event.' };
    await order(cloud, { match: { method: 'DELETE' }, times: 2, fault: { status: 422, body } });
    await adapter.delete(made);
    expect(requests(cloud, 'DELETE').filter((path) => path.includes('/droplets/'))).toHaveLength(3);
  });

  it('lists the resources before it repeats a creation with a lost response', async () => {
    const { cloud, adapter, waits } = await startAdapter();
    await order(cloud, { match: { method: 'POST' }, nth: 1, fault: { drop: 'after' } });
    await adapter.create(droplet('host-01'), CREATION);
    expect(requests(cloud, 'POST')).toHaveLength(1);
    expect(waits[0]).toBeGreaterThanOrEqual(3000);
  });

  it('says that no answer came', async () => {
    const adapter = createDigitalOcean({
      token: 'dop_v1_secret',
      endpoint: 'http://127.0.0.1:1/v2',
      clock: { now: Date.now, pause: async () => {} },
    });
    const error = await failure(adapter.observe(EXAMPLE));
    expect(error.status).toBeUndefined();
    expect(error.message).toContain('no answer from DigitalOcean (');
    expect(JSON.stringify(error) + error.stack).not.toContain('dop_v1_secret');
  });
});
