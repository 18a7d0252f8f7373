import { beforeAll, describe, expect, test } from 'vitest';
import { FORGED_HEADERS } from '../../../../actions/src/hosts/roles/web/page-cache.ts';
import { DOMAIN } from '../../cluster.ts';
import { asPhp, CORE, NAME } from '../visitor.ts';
import { attack, EVIL, get, type Seen } from './attack.ts';

const HEADERS = [
  ...FORGED_HEADERS.map((name) => name.replaceAll('_', '-')),
  ...['User-Agent', 'Accept-Language', 'Referer', 'Sec-CH-UA-Mobile', 'X-WP-Anything'],
].map((name) => `${name}: ${EVIL}`);
/** WordPress's own pages, each at an address without earlier requests. */
const PAGES = [
  '/?',
  '/?p=1&',
  '/?s=hello&',
  '/feed/?',
  '/missing/?',
  '/wp-sitemap.xml?',
  '/robots.txt?',
  '/index.php/?',
];
/** Addresses to which a logged-in user may be lured, to make a cache mistake a personal page for a public file. */
const LURES = [
  ...['/wp-admin/x.css', '/wp-admin/profile.php/x.css', '/wp-admin/%2e%2e/x.css', '/wp-login.php/x.js'],
  ...[
    '/my-account/x.jpg',
    '/my-account;x.css',
    '/x.css',
    '/%2f/x.css',
    '/index.php/x.png',
    '/?x.css',
    '/robots.txt/x.ico',
  ],
];

let seen: Record<string, Seen>;
let person: Record<string, Seen>;
const unique = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}${NAME}`;
beforeAll(async () => {
  const cookie = await asPhp(
    `php -r '$_SERVER["HTTP_HOST"] = "${DOMAIN}"; require "${CORE}/wp-load.php";
      echo LOGGED_IN_COOKIE . "=" . rawurlencode(wp_generate_auth_cookie(1, time() + 600, "logged_in"));'`,
  );
  const everything = PAGES.map((path) => [
    path,
    { bytes: get(unique(path), ...HEADERS), victim: unique(path) },
  ]);
  const lured = ['/', ...LURES].map((path) => [
    path,
    { bytes: get(unique(path), `Cookie: ${cookie}`), victim: unique(path) },
  ]);
  [seen, person] = [await attack(Object.fromEntries(everything)), await attack(Object.fromEntries(lured))];
}, 60_000);

test.each(PAGES)('WordPress shows nothing of what a visitor’s headers claim: %s', (path) => {
  const { attacker, next } = seen[path] as Seen;
  expect(attacker.status).toBeGreaterThanOrEqual(200);
  for (const { body, location } of [attacker, next]) expect(`${location} ${body}`).not.toContain(EVIL);
});

describe('a page of a logged-in user', () => {
  test('has the toolbar', () => {
    expect(person['/']?.attacker.body).toContain('wpadminbar');
  });

  test.each(['/', ...LURES])('is not served to others at %s', (path) => {
    const { attacker, next } = person[path] as Seen;
    expect(attacker.cache ?? 'none').toBeOneOf(['BYPASS', 'none']);
    expect(next.status).toBeGreaterThanOrEqual(200);
    expect(next.body).not.toContain('wpadminbar');
  });
});
