import { describe, expect, test } from 'vitest';
import { downstreamHeaders, upstreamHeaders } from '../../cloud/site/headers.ts';
import { translator } from '../../cloud/site/translate.ts';

const SITE = 'https://test.example.com';
const LOCAL = 'http://127.0.0.1:4321';
const toLocal = translator(SITE, LOCAL);
const toSite = translator(LOCAL, SITE);

describe('URLs of the site', () => {
  test.each([
    [`<a href="${SITE}/about/">`, `<a href="${LOCAL}/about/">`],
    [`"url":"https:\\/\\/test.example.com\\/wp-json"`, `"url":"http:\\/\\/127.0.0.1:4321\\/wp-json"`],
    ['?to=https%3A%2F%2Ftest.example.com%2Fx', '?to=http%3A%2F%2F127.0.0.1%3A4321%2Fx'],
    [`See ${SITE}.`, `See ${LOCAL}.`],
    [`${SITE} ${SITE}`, `${LOCAL} ${LOCAL}`],
  ])('%s', (there, here) => {
    expect(toLocal(there)).toBe(here);
    expect(toSite(here)).toBe(there);
  });

  test.each([
    'https://test.example.com.evil.org/',
    'https://test.example.community/',
    'https://test.example.com:8443/',
    'https%3A%2F%2Ftest.example.com%3A8443',
    'https://testXexample.com/',
    'http://test.example.com/',
  ])('%s belongs to another site', (other) => {
    expect(toLocal(other)).toBe(other);
  });

  test('a longer port belongs to another site', () => {
    expect(toSite('http://127.0.0.1:43210/')).toBe('http://127.0.0.1:43210/');
  });
});

describe('headers', () => {
  test('to the site have its own name everywhere, no compression, and the new body length', () => {
    const given = {
      ...{
        host: '127.0.0.1:4321',
        connection: 'keep-alive',
        'accept-encoding': 'gzip',
        'content-length': '3',
      },
      ...{ referer: `${LOCAL}/wp-login.php`, origin: LOCAL, cookie: 'a=b' },
    };
    expect(upstreamHeaders(given, 'test.example.com', toSite, 9)).toEqual({
      ...{ host: 'test.example.com', 'accept-encoding': 'identity', 'content-length': 9 },
      ...{ referer: `${SITE}/wp-login.php`, origin: SITE, cookie: 'a=b' },
    });
  });

  test('to the browser work without HTTPS', () => {
    const given = {
      ...{
        location: `${SITE}/wp-admin/`,
        'strict-transport-security': 'max-age=1',
        'transfer-encoding': 'chunked',
      },
      'set-cookie': ['a=b; path=/; Secure; HttpOnly', 'c=d; Domain=test.example.com; SameSite=None; secure'],
    };
    expect(downstreamHeaders(given, toLocal)).toEqual({
      location: `${LOCAL}/wp-admin/`,
      'set-cookie': ['a=b; path=/; HttpOnly', 'c=d'],
    });
  });
});
