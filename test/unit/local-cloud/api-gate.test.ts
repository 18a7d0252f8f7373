import { describe, expect, test } from 'vitest';
import { READER, refusal, startCloud, WRITER } from './api-setup.ts';

const authorised = { headers: { authorization: `Bearer ${WRITER}` } };

describe('the gate', () => {
  test('refuses requests without a known token', async () => {
    const { client } = await startCloud();
    const { status, data } = await refusal(client('dop_v1_stranger').account.getAccount());
    expect(status).toBe(401);
    expect(data).toEqual({
      id: 'unauthorized',
      message: 'Unable to authenticate you',
      request_id: expect.any(String),
    });
  });

  test('lets a read-only token read and never write', async () => {
    const { client, dots } = await startCloud();
    const reader = client(READER);
    expect((await reader.account.getAccount()).data.account.droplet_limit).toBe(25);
    const { status, data } = await refusal(reader.tag.createTag({ name: 'web' }));
    expect([status, data.id]).toEqual([403, 'forbidden']);
    expect((await dots.tag.listTags({})).data.tags).toEqual([]);
  });

  test('answers an unknown path with 404, or with 401 without a token', async () => {
    const { url } = await startCloud();
    const known = await fetch(`${url}/v2/nothing`, authorised);
    expect([known.status, await known.json()]).toEqual([404, expect.objectContaining({ id: 'not_found' })]);
    expect((await fetch(`${url}/v2/nothing`)).status).toBe(401);
  });

  test('answers a body that is not JSON with 400', async () => {
    const { url } = await startCloud();
    const headers = { ...authorised.headers, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v2/tags`, { method: 'POST', headers, body: '{"name":' });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ id: 'bad_request' }),
    ]);
  });
});

describe('the rate limit', () => {
  test('is in every response', async () => {
    const { url } = await startCloud({ now: () => 1_700_000_000_000 });
    const { headers } = await fetch(`${url}/v2/account`, authorised);
    expect(headers.get('ratelimit-limit')).toBe('5000');
    expect(headers.get('ratelimit-remaining')).toBe('4999');
    expect(headers.get('ratelimit-reset')).toBe('1700003600');
  });

  test('answers 429 with retry-after above the burst, until the minute has passed', async () => {
    let now = 1_700_000_000_000;
    const { client, dots } = await startCloud({ limits: { perMinute: 2 }, now: () => now });
    await dots.account.getAccount();
    now += 20_000;
    await dots.account.getAccount();
    const { status, data, headers } = await refusal(dots.account.getAccount());
    expect([status, data.id]).toEqual([429, 'too_many_requests']);
    expect(headers).toMatchObject({ 'retry-after': '40', 'ratelimit-remaining': '0' });
    await client(READER).account.getAccount();
    now += 40_000;
    await dots.account.getAccount();
  });

  test('is lower for listing keys', async () => {
    const { dots } = await startCloud();
    for (let n = 0; n < 10; n += 1) await dots.sshKey.listSshKeys({});
    expect((await refusal(dots.sshKey.listSshKeys({}))).status).toBe(429);
    await dots.account.getAccount();
  });
});

describe('paging', () => {
  const tags = async (count: number) => {
    const cloud = await startCloud();
    for (let n = 0; n < count; n += 1) cloud.account.data.tags.push({ name: `tag-${n}`, bornAt: 0 });
    return cloud;
  };

  test('returns 20 by default, with links to the other pages', async () => {
    const { api } = await tags(45);
    const { payload } = await api.inject({ url: '/v2/tags', ...authorised });
    const answer = JSON.parse(payload);
    expect(answer.tags).toHaveLength(20);
    expect(answer.meta).toEqual({ total: 45 });
    expect(answer.links).toEqual({
      pages: {
        next: 'http://localhost/v2/tags?page=2',
        last: 'http://localhost/v2/tags?page=3',
      },
    });
  });

  test('keeps the query in its links, and omits next and last on the last page', async () => {
    const { dots, url } = await tags(45);
    const middle = await dots.tag.listTags({ page: 2, per_page: 15 });
    const link = (page: number) => `${url}/v2/tags?page=${page}&per_page=15`;
    expect(middle.data.links?.pages).toEqual({ first: link(1), prev: link(1), next: link(3), last: link(3) });
    const last = await dots.tag.listTags({ page: 3, per_page: 15 });
    expect(last.data.links?.pages).toEqual({ first: link(1), prev: link(2) });
    expect(last.data.tags.at(-1)?.name).toBe('tag-44');
  });

  test('returns 200 at most, no links for a single page, and nothing after the last', async () => {
    const { dots } = await tags(201);
    expect((await dots.tag.listTags({ per_page: 1000 })).data.tags).toHaveLength(200);
    expect((await dots.tag.listTags({ page: 10 })).data.tags).toEqual([]);
    expect((await (await tags(3)).dots.tag.listTags({})).data.links).toEqual({});
  });
});
