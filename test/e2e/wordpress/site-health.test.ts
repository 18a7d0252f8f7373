import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, body } from '../caching/visitor.ts';
import { contentTree } from '../content-tree.ts';
import { createPerson, PASSWORD, removePerson } from './person.ts';

interface Result {
  readonly test: string;
  readonly status: string;
  readonly label: string;
  readonly description: string;
}
interface Async {
  readonly test: string;
  readonly headers?: Record<string, string>;
}

const HOST = 'host-01';
const NAME = `health-${Date.now()}`;
const tree = contentTree();
let cookies = '';
beforeAll(async () => {
  const { code, said } = await tree.sync();
  expect(code, said).toBe(0);
  await createPerson(NAME, 'administrator');
  const login = await ask(HOST, '/wp-login.php', '-d', `log=${NAME}&pwd=${PASSWORD}`);
  cookies = [...login.matchAll(/^set-cookie: ([^;]+)/gim)].map(([, cookie]) => cookie).join('; ');
});
afterAll(async () => {
  tree.remove();
  await removePerson(NAME);
});

/** The results of Tools > Site Health, collected as the browser does. */
async function siteHealth(): Promise<Result[]> {
  const page = await ask(HOST, '/wp-admin/site-health.php', '-b', cookies);
  const { site_status: found } = JSON.parse(/^var SiteHealth = (.*);$/m.exec(page)?.[1] ?? '{}');
  const nonce = /^var wpApiSettings = .*"nonce":"(\w+)"/m.exec(page)?.[1];
  const later = await Promise.all(
    found.async.map(async ({ test, headers = {} }: Async) => {
      const sent = Object.entries({ ...headers, 'X-WP-Nonce': nonce }).flatMap(([name, value]) => [
        '-H',
        `${name}: ${value}`,
      ]);
      return JSON.parse(body(await ask(HOST, new URL(test).pathname, '-b', cookies, ...sent)));
    }),
  );
  return [...found.direct, ...later];
}

/** The local cloud has no api.wordpress.org, so WordPress cannot check for updates. */
const OFFLINE = ['dotorg_communication', 'wordpress_version'];
/** The one recommended module that may be missing. */
const isImagick = ({ test, description }: Result) =>
  test === 'php_extensions' &&
  description.match(/optional module, (\w+)/g)?.join() === 'optional module, imagick';

test('Site Health raises no alarm about how the cluster works', async () => {
  const results = await siteHealth();
  expect(results.length).toBeGreaterThan(20);
  const alarms = results
    .filter((each) => each.status !== 'good' && !isImagick(each))
    .map(({ test, label }) => `${test}: ${label}`);
  expect(alarms.filter((alarm) => !OFFLINE.some((name) => alarm.startsWith(`${name}:`)))).toEqual([]);
  expect(results.map(({ test }) => test)).toEqual(
    expect.arrayContaining(['flotilla_updates', 'loopback_requests', 'page_cache', 'authorization_header']),
  );
});
