import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DOMAIN, onHost } from './cluster.ts';
import { ask, body, CORE, putPlugin, removePlugin, timed } from './php/plugin.ts';
import { sessions } from './php/sessions.ts';

const MIB = 2 ** 20;
const PDF = Buffer.from(`%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>> endobj
trailer <</Root 1 0 R>>
`).toString('base64');

/** The cookies of a logged-in browser. */
async function loginCookie(): Promise<string> {
  const script = `require '${CORE}/wp-load.php'; $until = time() + 3600;
$token = WP_Session_Tokens::get_instance(1)->create($until);
echo LOGGED_IN_COOKIE, '=', wp_generate_auth_cookie(1, $until, 'logged_in', $token);`;
  return onHost('host-01', `HTTP_HOST=${DOMAIN} php <<'PHP'\n<?php ${script}\nPHP`);
}

/** They take longer than all the other tests, which run meanwhile. */
let long: Record<'editor' | 'visitor' | 'forger', ReturnType<typeof timed>>;
let cookies: Record<string, readonly string[]> = {};

beforeAll(async () => {
  await putPlugin();
  const login = await loginCookie();
  const forged = `${login.split('=')[0]}=admin%7C9999999999%7Cx%7Cx`;
  cookies = { 'a visitor': [], 'an editor': ['-b', login], 'a forger': ['-b', forged] };
  long = {
    editor: timed(ask('host-01', 'do=long', cookies['an editor'])),
    visitor: timed(ask('host-02', 'do=long')),
    forger: timed(ask('host-03', 'do=long', cookies['a forger'])),
  };
});
afterAll(async () => {
  await Promise.all(Object.values(long));
  await removePlugin();
});

describe('an upload', () => {
  const FORM = ['-H', 'Expect:', '-F', 'file=@-;filename=film.mp4'];
  const upload = async (bytes: number, who = 'a visitor') => {
    const input = `head -c ${bytes} /dev/zero | `;
    return ask('host-02', 'do=upload', [...(cookies[who] ?? []), ...FORM], input);
  };

  test.each(['a visitor', 'an editor', 'a forger'])(
    'of the size that wp-admin states arrives: %s’s',
    async (who) => {
      expect(body(await upload(64 * MIB, who))).toBe(
        JSON.stringify({ most: 64 * MIB, size: 64 * MIB, error: 0 }),
      );
    },
  );

  test('one byte larger is refused by PHP, so WordPress can say why', async () => {
    const refused = { most: 64 * MIB, size: 0, error: 1 };
    expect(body(await upload(64 * MIB + 1))).toBe(JSON.stringify(refused));
  });
});

describe('popular plugins find', () => {
  test('the extensions that they need, and the formats of pictures', async () => {
    const all = (count: number) => Array.from({ length: count }, () => true);
    const answer = body(await ask('host-03', 'do=extensions'));
    expect(JSON.parse(answer)).toEqual([all(7), all(4), true, true]);
  });

  test('a preview of an uploaded PDF', async () => {
    const answer = await ask('host-03', 'do=preview', ['--data-urlencode', `pdf=${PDF}`]);
    const { width, height } = JSON.parse(body(answer));
    expect(width / height).toBeCloseTo(2, 1);
  });
});

describe('a session', sessions);

test('an editor’s request may take as long as declared; a visitor’s or a forger’s may not', async () => {
  const editor = await long.editor;
  expect([editor.status, body(editor.text)]).toEqual([200, 'done 1']);
  for (const { status, seconds } of [await long.visitor, await long.forger]) {
    expect(status).toBeGreaterThanOrEqual(500);
    expect(seconds).toBeGreaterThan(55);
    expect(seconds).toBeLessThan(67);
  }
});
