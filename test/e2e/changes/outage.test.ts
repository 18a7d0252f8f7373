import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DOMAIN, onHost, PRIMARY, WEB } from '../cluster.ts';
import { deletePosts, NAME, type Post, published, update } from './posts.ts';
import { askAll, wordpress } from './seen.ts';

/** What hosts show while the database is away, of what was changed before. */
let trashed: Post;
let updated: Post;
let untouched: Post;
let listing: Post;

const SECRET = `${NAME}-secret`;
const OLD = `${NAME}-old`;
const NEW = `${NAME}-new`;
const SAME = `${NAME}-same`;
const LATEST = '<!-- wp:latest-posts {"postsToShow":3,"displayPostContent":true} /-->';

/** On how many hosts nginx has a page with this text, for a reader who takes no gzip; its key is text too. */
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
  // Nobody asks meanwhile, but the hosts themselves.
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

test('no host shows what was unpublished, at any address, though nobody asked for it since', async () => {
  for (const path of [trashed.path, `${trashed.path}?from=letter`, '/feed/', `/?s=${SECRET}`, listing.path])
    for (const { body } of await askAll(path))
      expect([path, body.includes(`${SECRET}<`)]).toEqual([path, false]);
});

test('what was changed is there, and new', async () => {
  for (const seen of await askAll(updated.path))
    expect([seen.status, seen.body.includes(`${NEW}<`)]).toEqual([200, true]);
});

test('what was not is there', async () => {
  for (const path of [untouched.path, '/feed/', listing.path])
    for (const { status } of await askAll(path)) expect([path, status]).toEqual([path, 200]);
});
