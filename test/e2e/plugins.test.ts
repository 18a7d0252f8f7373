import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, body, cache, status } from './caching/visitor.ts';
import { DOMAIN, onHost, WEB } from './cluster.ts';
import { wordpress } from './wordpress/person.ts';

const CONTENT = '/srv/www/content/current/wp-content';
const UPLOADS = '/srv/flotilla/uploads';
const FILES = {
  ...Object.fromEntries(
    ['shop', 'builder', 'activity', 'visits'].map((name) => [`mu-plugins/test-${name}.php`, `${name}.php`]),
  ),
  'plugins/test-shop/paid.php': 'paid.php',
};
const onAll = (line: string) => Promise.all(WEB.map((host) => onHost(host, line)));
const [first = '', second = '', third = ''] = WEB;

beforeAll(async () => {
  const lines = Object.entries(FILES).map(([place, name]) => {
    const text = readFileSync(`test/e2e/plugins/${name}`).toString('base64');
    return `mkdir -p $(dirname ${CONTENT}/${place}) && echo ${text} | base64 -d >${CONTENT}/${place}`;
  });
  await onAll(lines.join(' && '));
});
afterAll(async () => {
  await onAll(
    `cd ${CONTENT} && rm -rf ${Object.keys(FILES).join(' ')} plugins/test-shop && rmdir --ignore-fail-on-non-empty mu-plugins`,
  );
  await onHost(first, `rm -rf ${UPLOADS}/woocommerce_uploads ${UPLOADS}/builder`);
  await wordpress(
    "delete_option('builder_version'); delete_option('test_paid'); $wpdb->query(\"DELETE FROM $wpdb->options WHERE option_name LIKE '%transient%shop_%'\");",
  );
});

const cookieOf = (answer: string): string =>
  [...answer.matchAll(/^set-cookie: ([^;]+)/gim)].map(([, pair]) => pair).join('; ');

describe('a shop', () => {
  let buyer = '';
  let key = '';

  test('a buyer finds the cart on every host, and no one else sees it', async () => {
    for (const host of WEB) expect(body(await ask(host, '/book/'))).toBe('In your cart: 0');
    buyer = cookieOf(await ask(first, '/book/?add-to-cart=1'));
    expect(buyer).toContain('wp_woocommerce_session_');
    await ask(second, '/book/?add-to-cart=1', '-b', buyer);
    for (const host of WEB) {
      expect(body(await ask(host, '/book/', '-b', buyer))).toBe('In your cart: 2');
      expect(body(await ask(host, '/book/'))).toBe('In your cart: 0');
    }
  });

  test('a page that a buyer requested first is not served to the next visitor', async () => {
    for (const host of WEB) {
      expect(body(await ask(host, '/basket-of-mine/', '-b', buyer))).toBe('In your cart: 2');
      expect(body(await ask(host, '/basket-of-mine/'))).toBe('In your cart: 0');
    }
  });

  test('only the buyer can download a purchase, through every host', async () => {
    await wordpress(`$folder = wp_upload_dir()['basedir'] . '/woocommerce_uploads'; wp_mkdir_p($folder);
file_put_contents("$folder/.htaccess", 'deny from all'); file_put_contents("$folder/book.txt", 'The whole book');`);
    key = body(await ask(third, '/order/', '-b', buyer, '-X', 'POST', '-d', 'x=1'));
    for (const host of WEB)
      for (const way of ['', '&by-nginx=1']) {
        const link = `/download/?key=${key}${way}`;
        expect(body(await ask(host, link, '-b', buyer))).toBe('The whole book');
        const forged = ask(host, link, '-b', 'wp_woocommerce_session_test=x');
        const others = [ask(host, link), forged, ask(host, link.replace(key, 'x'), '-b', buyer)];
        expect((await Promise.all(others)).map(status)).toEqual([403, 403, 403]);
        expect(status(await ask(host, '/wp-content/uploads/woocommerce_uploads/book.txt'))).toBe(404);
      }
  });

  test('a payment provider’s callback to a plugin’s file takes effect on every host', async () => {
    const callback = '/wp-content/plugins/test-shop/paid.php';
    expect(status(await ask(second, callback, '-d', `order=${key}`))).toBe(200);
    for (const host of WEB) expect(body(await ask(host, callback))).toBe(`paid: ${key}`);
  });
});

test('a plugin finds its PHP session on every host, and no other visitor gets it', async () => {
  const session = cookieOf(await ask(first, '/visits/'));
  for (const [index, host] of [second, third, first].entries()) {
    expect(body(await ask(host, '/visits/', '-b', session))).toBe(String(index + 2));
    expect(body(await ask(host, '/visits/'))).toBe('1');
  }
});

test('a page builder’s styles change on every host, and are never older than the page that uses them', async () => {
  const save = (colour: string) => wordpress(`builder_save('${colour}');`);
  const styles = async (host: string): Promise<string> => {
    const [path = 'none', version = ''] =
      /\/wp-content\/uploads\/builder\/page\.css\?ver=(\d+)/.exec(await ask(host, '/')) ?? [];
    const css = body(await ask(host, path));
    expect(Number(/--version:(\d+)/.exec(css)?.[1])).toBeGreaterThanOrEqual(Number(version));
    return `${version} ${/color:(\w+)/.exec(css)?.[1]}`;
  };
  for (const colour of ['red', 'blue']) {
    const version = await save(colour);
    await expect
      .poll(() => Promise.all(WEB.map(styles)), { timeout: 25_000, interval: 500 })
      .toEqual(WEB.map(() => `${version} ${colour}`));
  }
});

test('a plugin with two responses at one address gives both, whichever is requested first', async () => {
  const path = (await wordpress('echo get_permalink(get_posts()[0]);')).replace(`https://${DOMAIN}`, '');
  const activity = ['-H', 'Accept: application/activity+json'];
  for (const address of [path, `${path}?first=json`]) {
    const ways = address === path ? [[], activity, []] : [activity, [], activity];
    for (const host of WEB)
      for (const way of ways) {
        const answer = await ask(host, address, ...way);
        expect(status(answer)).toBe(200);
        expect(answer.includes('"type":"Note"')).toBe(way === activity);
        expect(cache(answer) === 'BYPASS').toBe(way === activity);
      }
  }
});
