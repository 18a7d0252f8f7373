import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DOMAIN } from '../cluster.ts';
import { installPlugin, plugin, removePlugin } from './plugin.ts';
import { ask, body, cache, NAME } from './visitor.ts';

beforeAll(installPlugin);
afterAll(removePlugin);

describe('nginx stores a page only if everyone may see it', () => {
  test('renders a page that varies by more than its encoding for each visitor', async () => {
    for (const vary of ['Cookie', 'Accept-Encoding, X-Country', '*']) {
      const query = `a=1&send[]=${encodeURIComponent(`Vary: ${vary}`)}`;
      expect(cache(await plugin(query, '--compressed'))).toBe('MISS');
      const other = await plugin(query, '--compressed', '-b', 'colour=red');
      expect([vary, cache(other)]).toEqual([vary, 'MISS']);
    }
    const same = 'a=2&send[]=Vary:%20Accept-Encoding';
    expect(cache(await plugin(same))).toBe('MISS');
    expect(cache(await plugin(same))).toBe('HIT');
  });

  test('does not show one visitor’s currency to the next', async () => {
    expect(body(await plugin('b=1', '-b', 'currency=EUR'))).toMatch(/^EUR /);
    expect(body(await plugin('b=1'))).toMatch(/^USD /);
    expect(body(await plugin('b=1', '-b', '_ga=1; currency=EUR'))).toMatch(/^EUR /);
  });

  test('answers a request for another format, and does not store the response for others', async () => {
    const activity = 'Accept: application/activity+json';
    expect(body(await plugin('c=1', '-H', activity))).toContain('activity+json');
    const page = await plugin('c=1', '-H', 'Accept: text/html,application/xhtml+xml,image/avif,*/*;q=0.8');
    expect(page).not.toContain('activity+json');
    expect(cache(page)).toBe('MISS');
    expect(cache(await plugin('c=1', '-H', activity))).toBe('BYPASS');
    expect(cache(await plugin('c=1'))).toBe('HIT');
  });

  test.each([
    ['-H', 'X-HTTP-Method-Override: HEAD'],
    ['-H', 'X-Requested-With: xmlhttprequest'],
    ['-H', 'Authorization: Basic eDp5'],
    ['-H', 'Origin: https://elsewhere.example'],
    ['-X', 'GET', '-d', 'x=1'],
  ])('a request with %s %s is not answered from the cache', async (...options) => {
    expect(cache(await plugin('d=1', ...options))).toBe('BYPASS');
  });

  test('serves the stored page to an app that shows it', async () => {
    await plugin('d=2');
    expect(cache(await plugin('d=2', '-H', 'X-Requested-With: com.example.app'))).toBe('HIT');
  });

  test('ignores the headers of a proxy', async () => {
    const answer = await plugin('e=1', '-H', 'X-Forwarded-Host: evil.example', '-H', 'X-Original-URL: /evil');
    expect(body(answer)).toContain(`${DOMAIN} ${DOMAIN} direct`);
    const absolute = ['--request-target', `https://${DOMAIN}/${NAME}.php?e=2`];
    const other = await plugin('e=2', ...absolute, '-H', 'Host: evil.example');
    expect(body(other)).toContain(`${DOMAIN} ${DOMAIN} direct`);
  });
});

test('tracking parameters are in neither the key nor the page; other parameters are in both', async () => {
  const first = await plugin('utm_source=a&f=1&fbclid=b&utm_medium=c&g=2&gclid=d');
  expect(body(first)).toContain(`{"f":"1","g":"2"} /${NAME}.php?f=1&g=2 `);
  expect(cache(await plugin('f=1&g=2&mc_cid=x'))).toBe('HIT');
  expect(cache(await plugin('f=1&g=3'))).toBe('MISS');
  expect(cache(await plugin('f=1&g=2&fbclids=x'))).toBe('MISS');
  const bare = await ask('host-01', `/${NAME}.php?utm_source=a`);
  expect(cache(bare)).toBe('MISS');
  expect(body(bare)).toContain(` [] /${NAME}.php `);
  expect(cache(await ask('host-01', `/${NAME}.php`))).toBe('HIT');
  expect(body(await plugin('utm_source=a&h=1', '-b', 'wordpress_logged_in_x=1'))).toContain('utm_source=a');
});
