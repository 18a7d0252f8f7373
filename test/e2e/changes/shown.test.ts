import { afterAll, describe, expect, test } from 'vitest';
import { SOAK } from '../../soak.ts';
import { WEB } from '../cluster.ts';
import { deletePosts, NAME, newName, published, update } from './posts.ts';
import { askAll, delay, wordpress } from './seen.ts';

/** A change through any host reaches every host's stored pages. `npm run bench:changes` measures how fast. */
const TURNS = SOAK ? 100 : 5;
/** Half the time for which a page is fresh; on an idle machine, a second is enough. */
const WITHIN = SOAK ? 1000 : 5000;
const cached = async (path: string) => (await askAll(path)).map(({ cache }) => cache);
const anyHost = (turn: number) => WEB[turn % WEB.length] ?? '';

afterAll(deletePosts);

test(`every host shows a changed page: ${TURNS} times`, async () => {
  const { id, path } = await published('before');
  const delays: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const change = update(id, `"post_content" => "turn-${turn}-end"`);
    delays.push(await delay(anyHost(turn), change, { [path]: new RegExp(`turn-${turn}-end`) }));
  }
  delays.sort((a, b) => a - b);
  const worst = delays.at(-1) ?? 0;
  console.log(`Every host shows a change: median ${delays[TURNS >> 1]} ms, worst ${worst} ms of ${TURNS}.`);
  expect(worst).toBeLessThan(WITHIN);
}, 600_000);

describe.skipIf(SOAK)('every host shows soon', () => {
  test.each([
    ['that a page is in the trash', (id: string) => `wp_trash_post(${id});`, /^HTTP 404/],
    ['that it is private', (id: string) => update(id, '"post_status" => "private"'), /^HTTP 404/],
    ['that it is a draft again', (id: string) => update(id, '"post_status" => "draft"'), /^HTTP 404/],
    ['that it has a password', (id: string) => update(id, '"post_password" => "x"'), /post_password/],
    ['that it is permanently deleted', (id: string) => `wp_delete_post(${id}, true);`, /^HTTP 404/],
    [
      'a comment that is approved',
      (id: string) =>
        `wp_set_comment_status(wp_insert_comment(["comment_post_ID" => ${id}, "comment_content" => "hear hear", "comment_approved" => 0]), "approve");`,
      /hear hear/,
    ],
  ])('%s', async (_, change, wanted) => {
    const { id, path } = await published('secret', 'post');
    expect(await delay('host-02', change(id), { [path]: wanted })).toBeLessThan(WITHIN);
  });

  test('a new post on the front page, in its archives and in their feeds, with parameters too', async () => {
    const name = newName();
    const lists = ['/', '/feed/', '/category/uncategorized/', '/category/uncategorized/feed/'];
    lists.push('/category/uncategorized/?x=1', `/?s=${NAME}`);
    for (const list of lists) await askAll(list);
    const post = `["post_title" => "${name}", "post_content" => "new", "post_status" => "publish"]`;
    const wanted = Object.fromEntries(lists.map((list) => [list, new RegExp(`${name}<`)]));
    // Eighteen pages at once.
    expect(await delay('host-03', `wp_insert_post(${post});`, wanted)).toBeLessThan(WITHIN + 3000);
  });

  test('the site’s new title on any page', async () => {
    const { path } = await published('titled');
    const name = await wordpress('host-01', 'echo get_option("blogname");');
    try {
      const change = `update_option("blogname", "${NAME}-title");`;
      expect(await delay('host-01', change, { [path]: new RegExp(`${NAME}-title<`) })).toBeLessThan(WITHIN);
    } finally {
      await wordpress('host-01', `update_option("blogname", "${name}");`);
    }
  });
});

test.skipIf(SOAK)('a comment that is held, or spam, takes no page from the cache', async () => {
  const { id, path } = await published('quiet');
  // Hosts apply changes in order: after this one, no change of an earlier test can make the page expire.
  const other = await published('other');
  await delay('host-01', `wp_trash_post(${other.id});`, { [other.path]: /^HTTP 404/ });
  await expect.poll(() => cached(path), { timeout: 20_000 }).toEqual(['HIT', 'HIT', 'HIT']);
  const rows =
    'global $wpdb; echo $wpdb->get_var("SELECT COALESCE(MAX(id), 0) FROM {$wpdb->prefix}flotilla_changes");';
  const before = await wordpress('host-01', rows);
  for (const approved of ['0', '"spam"'])
    await wordpress(
      'host-02',
      `wp_insert_comment(["comment_post_ID" => ${id}, "comment_content" => "buy", "comment_approved" => ${approved}]);`,
    );
  expect(await wordpress('host-01', rows)).toBe(before);
  for (const seen of await cached(path)) expect(['HIT', 'STALE', 'UPDATING']).toContain(seen);
});
