import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DOMAIN, onHost, PRIMARY, WEB } from '../cluster.ts';
import { deletePosts, NAME, type Post, published, update } from './posts.ts';
import { askAll, wordpress } from './seen.ts';

/** What hosts show during a database outage after changes. */
let trashed: Post;
let updated: Post;
let untouched: Post;
let listing: Post;

const SECRET = `${NAME}-secret`;
const OLD = `${NAME}-old`;
const NEW = `${NAME}-new`;
const SAME = `${NAME}-same`;
const LATEST = '<!-- wp:latest-posts {"postsToShow":3,"displayPostContent":true} /-->';

/** The number of hosts on which nginx stores a page with this text, without gzip. The key is text too. */
async function hostsWith(text: string): Promise<number> {
  const line = `grep -rqaF '${text}' /var/cache/nginx/pages && echo yes || true`;
  return (await Promise.all(WEB.map((host) => onHost(host, line)))).filter(Boolean).length;
}
const keyOf = (path: string) => `KEY: https://${DOMAIN}${path}|`;

beforeAll(async () => {
  trashed = await published(SECRET, 'post');
  updated = await published(OLD);
  untouched = await published(SAME);
  listing = await published(LATEST);
  for (const path of [`${trashed.path}?from=letter`, '/feed/', `/?s=${SECRET}`]) await askAll(path);
  for (const { body } of await askAll(listing.path)) expect(body).toContain(`${SECRET}<`);
  const change = update(updated.id, `"post_content" => "${NEW}"`);
  await wordpress('host-01', `wp_trash_post(${trashed.id}); ${change}`);
  // Meanwhile only the hosts themselves request pages.
  const wanted = { [`${SECRET}<`]: 0, [`${NEW}<`]: 3, [keyOf('/feed/')]: 3, [keyOf(listing.path)]: 3 };
  const found = async () => {
    for (const [text, hosts] of Object.entries(wanted))
      expect([text, await hostsWith(text)]).toEqual([text, hosts]);
  };
  await vi.waitFor(found, { timeout: 60_000, interval: 200 });
  await onHost(PRIMARY, 'systemctl stop mariadb');
});
afterAll(async () => {
  await onHost(PRIMARY, 'systemctl start mariadb');
  await vi.waitFor(deletePosts, { timeout: 60_000, interval: 500 });
});

test('no host shows an unpublished page at any address, although no reader requested it since', async () => {
  for (const path of [trashed.path, `${trashed.path}?from=letter`, '/feed/', `/?s=${SECRET}`, listing.path])
    for (const { body } of await askAll(path))
      expect([path, body.includes(`${SECRET}<`)]).toEqual([path, false]);
});

test('every host shows the new version of a changed page', async () => {
  for (const seen of await askAll(updated.path))
    expect([seen.status, seen.body.includes(`${NEW}<`)]).toEqual([200, true]);
});

test('every host shows a page that did not change', async () => {
  for (const path of [untouched.path, '/feed/', listing.path])
    for (const { status } of await askAll(path)) expect([path, status]).toEqual([path, 200]);
});
