import { expect, test } from 'vitest';
import { fileAt, rolesOn } from './cluster.ts';

/** The expressions in a map of nginx's configuration with the value 1. */
const map = (name: string): RegExp[] => {
  const { content } = fileAt('/etc/nginx/nginx.conf', rolesOn('host-01'));
  const body = content.split(`$${name} {`)[1]?.split('\n\t}')[0] ?? '';
  return [...body.matchAll(/'~(.+)' 1;/g)].map(([, expression = '']) => new RegExp(expression));
};
const matches = (name: string, text: string) => map(name).some((expression) => expression.test(text));

test.each([
  ['wordpress_logged_in_ab12=admin', true],
  ['a=1; wp-postpass_ab12=x', true],
  ['woocommerce_items_in_cart=1', true],
  ['wordpress_test_cookie=WP+Cookie+check', false],
  ['_ga=GA1.2.3; theme=dark', false],
  ['theme=dark; pll_language=de', true],
  ['PHPSESSID=a', true],
  ['__Host-session=a', true],
  ['_hjSession_1=a', false],
  ['theme=language', false],
])('the cookie %j makes a page personal: %s', (cookie, personal) => {
  expect(matches('personal_cookie', cookie)).toBe(personal);
});

test.each([
  ['/', false],
  ['/2026/01/02/hello-world/', false],
  ['/?s=fleet', false],
  ['/cartography/', false],
  ['/wp-admin/edit.php', true],
  ['/wp-login.php?action=lostpassword', true],
  ['/shop/cart/', true],
  ['/checkout?step=2', true],
  ['/?p=1&preview=true', true],
  ['/wp-json/wp/v2/posts', true],
])('the address %j is personal: %s', (path, personal) => {
  expect(matches('personal_path', path)).toBe(personal);
});

const PAGE = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
test.each([
  ['page:', true],
  ['feed:', true],
  ['page:*/*', true],
  [`page:${PAGE}`, true],
  [`page:${PAGE},application/signed-exchange;v=b3;q=0.7`, true],
  ['page:application/activity+json', false],
  ['page:application/ld+json; profile="https://www.w3.org/ns/activitystreams", text/html', false],
  ['page:image/*', false],
  ['page:application/rss+xml, */*', false],
  ['feed:application/rss+xml, application/atom+xml;q=0.9, */*;q=0.1', true],
  ['feed:application/json', false],
])('a request that accepts %j gets a page for everyone: %s', (asked, page) => {
  const { content } = fileAt('/etc/nginx/nginx.conf', rolesOn('host-01'));
  const body = content.split('$other_type {')[1]?.split('\n\t}')[0] ?? '';
  const expressions = [...body.matchAll(/'~(\*?)(.+)' '';/g)];
  expect(expressions).toHaveLength(3);
  expect(expressions.some(([, any, text = '']) => new RegExp(text, any ? 'i' : '').test(asked))).toBe(page);
});

test('stores a page by its encoding, and requests no other from PHP', () => {
  const { content } = fileAt('/etc/nginx/flotilla/fastcgi.conf', rolesOn('host-01'));
  expect(content).toContain('fastcgi_cache_key $scheme://$host$page_uri|$page_encoding;');
  expect(content).toContain('fastcgi_param HTTP_ACCEPT_ENCODING $page_encoding;');
  expect(content).toContain('fastcgi_param REQUEST_METHOD $page_method;');
});
