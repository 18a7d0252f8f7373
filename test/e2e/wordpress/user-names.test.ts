import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, body, status } from '../caching/visitor.ts';
import { DOMAIN } from '../cluster.ts';
import { contentTree } from '../content-tree.ts';

const HOST = 'host-01';
const tree = contentTree();
beforeAll(async () => {
  const { code, said } = await tree.sync();
  expect(code, said).toBe(0);
});
afterAll(() => tree.remove());

test('visitors see no login name', async () => {
  expect(status(await ask(HOST, '/?author=1'))).toBe(404);
  expect(status(await ask(HOST, '/wp-json/wp/v2/users?search=adm'))).toBe(401);
  expect(await ask(HOST, '/wp-sitemap.xml')).not.toContain('users');
  const author = JSON.parse(body(await ask(HOST, '/wp-json/wp/v2/users/1')));
  expect(author).toMatchObject({ id: 1, name: expect.any(String) });
  expect(author).not.toHaveProperty('slug');
  const [{ link }] = JSON.parse(body(await ask(HOST, '/wp-json/wp/v2/posts?per_page=1')));
  const embedded = await ask(HOST, `/wp-json/oembed/1.0/embed?url=${encodeURIComponent(link)}`);
  expect(embedded).toContain(DOMAIN);
  expect(embedded).not.toContain('author_url');
});

test('an existing name and an unknown one get the same response', async () => {
  const said = async (path: string, ...options: string[]) =>
    (await ask(HOST, path, ...options))
      .replaceAll(/^(date|set-cookie|x-release|server).*\r\n/gim, '')
      .replaceAll(/name="(log|pwd)"[^>]*>/g, '');
  const login = (name: string) => said('/wp-login.php', '-d', `log=${name}&pwd=wrong`);
  expect(await login('admin')).toBe(await login('nobody'));
  expect(await login('nobody')).toContain('Invalid username, email address or incorrect password');
  const lost = await ask(HOST, '/wp-login.php?action=lostpassword', '-d', 'user_login=nobody');
  expect(lost).toMatch(/^location: \/wp-login\.php\?checkemail=confirm/im);
  const byApp = (name: string) => said('/wp-json/wp/v2/posts', '-u', `${name}:wrong`);
  expect(await byApp('admin')).toBe(await byApp('nobody'));
});

test('pingbacks are closed, so no stranger makes a host request an address', async () => {
  const list = '<methodCall><methodName>system.listMethods</methodName></methodCall>';
  const methods = await ask(HOST, '/xmlrpc.php', '-d', list);
  expect(methods).toContain('wp.getUsersBlogs');
  expect(methods).not.toContain('pingback');
});
