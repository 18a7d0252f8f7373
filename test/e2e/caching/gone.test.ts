import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DOMAIN, WEB } from '../cluster.ts';
import { installPlugin, plugin, removePlugin } from './plugin.ts';
import { ask, asPhp, NAME, removeUploads, status, write } from './visitor.ts';

beforeAll(installPlugin);
afterAll(async () => {
  await removePlugin();
  await removeUploads();
});

const wordpress = (line: string) =>
  asPhp(
    `php -r '$_SERVER["HTTP_HOST"] = "${DOMAIN}"; require "/srv/www/content/current/core/wp-load.php"; ${line}'`,
  );

/** Readers may get the stored copy while it is fresh, and once more while nginx fetches the new response. */
const LATEST = { timeout: 20_000, interval: 500 };

describe('a page that may no longer be stored leaves no copy in the cache', () => {
  test('a page moved to the trash', async () => {
    const post = `["post_title" => "Trashed ${NAME}", "post_status" => "publish", "post_type" => "page"]`;
    const id = await wordpress(`echo wp_insert_post(${post});`);
    const seen = () => Promise.all(WEB.map(async (host) => status(await ask(host, `/trashed-${NAME}/`))));
    expect(await seen()).toEqual([200, 200, 200]);
    await wordpress(`wp_trash_post(${id});`);
    await expect.poll(seen, LATEST).toEqual([404, 404, 404]);
    await wordpress(`wp_delete_post(${id}, true);`);
  });

  test('an address with a response that is no longer cacheable', async () => {
    const answers = () =>
      Promise.all([403, 302, 410, 500].map(async (gone) => status(await plugin(`gone=${gone}`))));
    expect(await answers()).toEqual([200, 200, 200, 200]);
    await write('gone', 'now');
    await expect.poll(answers, LATEST).toEqual([403, 302, 410, 200]);
    // After all of them are stale.
    const fresh = Date.now() + 11_000;
    await expect
      .poll(async () => [Date.now() > fresh, ...(await answers())], LATEST)
      .toEqual([true, 403, 302, 410, 200]);
  });
});
