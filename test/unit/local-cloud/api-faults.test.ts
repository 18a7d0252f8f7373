import { describe, expect, test } from 'vitest';
import { makeDroplet, refusal, SMALL, startCloud, type TestCloud } from './api-setup.ts';

async function order({ control }: TestCloud, payload: object): Promise<number> {
  const answer = await control.inject({ method: 'POST', url: '/local/faults', payload });
  return answer.statusCode;
}

const ask = (cloud: TestCloud) =>
  cloud.dots.account.getAccount().then(
    ({ status }) => status,
    (error: { response?: { status: number }; code?: string }) => error.response?.status ?? error.code,
  );

describe('an ordered fault', () => {
  test('replaces only the n-th matching request', async () => {
    const cloud = await startCloud();
    await order(cloud, { match: { method: 'post', path: '/v2/tags$' }, nth: 2, fault: { status: 503 } });
    await cloud.dots.tag.createTag({ name: 'one' });
    await cloud.dots.tag.listTags({});
    expect((await refusal(cloud.dots.tag.createTag({ name: 'two' }))).status).toBe(503);
    await cloud.dots.tag.createTag({ name: 'three' });
    expect((await cloud.dots.tag.listTags({})).data.tags.map(({ name }) => name)).toEqual(['one', 'three']);
  });

  test('has its body and retry-after', async () => {
    const cloud = await startCloud();
    await order(cloud, {
      fault: { status: 429, retryAfter: 7, body: { id: 'too_many_requests' } },
      times: 1,
    });
    const { status, data, headers } = await refusal(cloud.dots.account.getAccount());
    expect([status, data, headers['retry-after']]).toEqual([429, { id: 'too_many_requests' }, '7']);
    expect(await ask(cloud)).toBe(200);
  });

  test('occurs every n-th time, or by a reproducible chance', async () => {
    const cloud = await startCloud();
    const statuses = async () => {
      const seen: unknown[] = [];
      for (let n = 0; n < 6; n += 1) seen.push(await ask(cloud));
      await cloud.control.inject({ method: 'DELETE', url: '/local/faults' });
      return seen;
    };
    await order(cloud, { every: 3, fault: { status: 500 } });
    expect(await statuses()).toEqual([200, 200, 500, 200, 200, 500]);
    const chance = { probability: 0.5, seed: 42, fault: { status: 500 } };
    await order(cloud, chance);
    const first = await statuses();
    await order(cloud, chance);
    expect(await statuses()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 500]));
  });

  test('closes the connection before the request takes effect', async () => {
    const cloud = await startCloud();
    await order(cloud, { times: 1, fault: { drop: 'before' } });
    await expect(cloud.dots.tag.createTag({ name: 'web' })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await cloud.dots.tag.listTags({})).data.tags).toEqual([]);
    expect(cloud.journal()[0]).toMatchObject({
      method: 'POST',
      path: '/v2/tags',
      status: null,
      body: { name: 'web' },
    });
  });

  test('closes the connection after the request took effect, like a crash', async () => {
    const cloud = await startCloud();
    await order(cloud, { times: 1, fault: { drop: 'after' } });
    await expect(cloud.dots.droplet.createDroplet({ ...SMALL, name: 'web-1' })).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
    const { droplets } = (await cloud.dots.droplet.listDroplets({})).data;
    expect(droplets.map(({ name }) => name)).toEqual(['web-1']);
    expect(cloud.journal().map(({ status }) => status)).toEqual([null, 200]);
  });

  test('delays', async () => {
    const cloud = await startCloud();
    await order(cloud, { fault: { delayMs: 60 } });
    const before = performance.now();
    expect(await ask(cloud)).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(55);
  });

  test('is listed with its count and cleared by id; a malformed one is refused', async () => {
    const cloud = await startCloud();
    await order(cloud, { match: { path: '/v2/account$' }, fault: { status: 500 } });
    await ask(cloud);
    const { faults } = (await cloud.control.inject('/local/faults')).json();
    expect(faults).toMatchObject([{ id: 1, seen: 1, made: 1 }]);
    await cloud.control.inject({ method: 'DELETE', url: '/local/faults/1' });
    expect(await ask(cloud)).toBe(200);
    expect(await order(cloud, { fault: { status: 200 } })).toBe(422);
    expect(await order(cloud, { match: { path: '(' }, fault: { status: 500 } })).toBe(400);
  });
});

describe('the control API', () => {
  const request = (cloud: TestCloud, method: 'PUT' | 'POST' | 'DELETE', url: string, payload?: object) =>
    cloud.control.inject({ method, url: `/local/${url}`, ...(payload && { payload }) });

  test('keeps a droplet in new, and releases it', async () => {
    const cloud = await startCloud();
    await request(cloud, 'PUT', 'holds/web-1');
    const { droplet } = (await cloud.dots.droplet.createDroplet({ ...SMALL, name: 'web-1' })).data;
    const status = async () =>
      (await cloud.dots.droplet.getDroplet({ droplet_id: droplet.id })).data.droplet.status;
    expect(await status()).toBe('new');
    await request(cloud, 'DELETE', 'holds/web-1');
    await cloud.idle();
    expect(await status()).toBe('active');
  });

  test('cuts a link, cuts the power, sets the lag of lists', async () => {
    const cloud = await startCloud();
    const { id } = await makeDroplet(cloud, 'web-1');
    await request(cloud, 'PUT', 'links/web-1', { up: false, only: 'to' });
    await request(cloud, 'PUT', 'links/web-1', { up: false });
    await request(cloud, 'POST', `machines/${id}/power-off`);
    expect(cloud.ports.calls.slice(-3)).toEqual([`link ${id} cut to`, `link ${id} cut both`, 'cut web-1']);
    expect((await cloud.dots.droplet.getDroplet({ droplet_id: id })).data.droplet.status).toBe('off');
    await request(cloud, 'PUT', 'lag', { lists: 60_000 });
    expect((await cloud.dots.droplet.listDroplets({})).data.droplets).toEqual([]);
    expect((await request(cloud, 'PUT', 'links/web-9', { up: true })).statusCode).toBe(404);
  });
});

test('the journal has a line for each request, in order and without secrets', async () => {
  const cloud = await startCloud();
  await cloud.dots.tag.listTags({});
  await cloud.dots.droplet.createDroplet({ ...SMALL, name: 'web-1', user_data: 'private key' });
  await refusal(cloud.client('dop_v1_stranger').tag.createTag({ name: 'x' }));
  const [list, create, refused] = cloud.journal();
  expect(list).toMatchObject({
    method: 'GET',
    path: '/v2/tags?page=1&per_page=25',
    status: 200,
    access: 'read',
  });
  expect(list?.bytes).toBe(JSON.stringify({ tags: [], links: {}, meta: { total: 0 } }).length);
  expect(create).toMatchObject({
    status: 202,
    access: 'write',
    body: { name: 'web-1', user_data: '[masked]' },
  });
  expect(Date.parse(create?.time ?? '')).toBeGreaterThan(0);
  expect(create?.ms).toBeGreaterThanOrEqual(0);
  expect(refused).toMatchObject({ method: 'POST', path: '/v2/tags', status: 401, access: 'write' });
  expect(JSON.stringify(cloud.journal())).not.toContain('dop_v1');
});
