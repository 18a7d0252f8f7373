import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addresses, DOMAIN, inCloud, onHost, WEB } from './cluster.ts';

/** What visitors get from the caches of pages and uploads. Each run and test asks at addresses of its own. */
const NAME = `caching-${Date.now()}`;
const UPLOADS = `/srv/flotilla/uploads/${NAME}`;
const CORE = '/srv/www/content/current/core';
const SHOWN = `${CORE}/${NAME}.php`;
/** What plugins do, as one page. */
const PLUGIN = `<?php
foreach ((array) ($_GET['send'] ?? []) as $header) {
    header($header, false);
}
http_response_code(is_file('${UPLOADS}/gone') ? (int) ($_GET['gone'] ?? 200) : 200);
echo implode(' ', [
    $_COOKIE['currency'] ?? 'USD', $_SERVER['HTTP_ACCEPT'] ?? '', $_SERVER['HTTP_HOST'], $_SERVER['SERVER_NAME'],
    $_SERVER['HTTP_X_FORWARDED_HOST'] ?? 'direct', json_encode($_GET), $_SERVER['REQUEST_URI'], hrtime(true),
]);
`;

let known: ReturnType<typeof addresses> | undefined;

/** A host's answer: headers first. */
async function ask(host: string, path: string, ...options: string[]): Promise<string> {
  known ??= addresses();
  const { ipv4 = '' } = (await known)[host] ?? {};
  const url = `https://${DOMAIN}${path}`;
  const place = ['--globoff', '--path-as-is', '--connect-to', `::${ipv4}:`, url];
  return (await inCloud('curl', '-sSki', '--http1.1', '--max-time', '20', ...options, ...place)).stdout;
}
const upload = (host: string, name: string, ...options: string[]) =>
  ask(host, `/wp-content/uploads/${NAME}/${name}`, ...options);
const plugin = (query: string, ...options: string[]) => ask('host-01', `/${NAME}.php?${query}`, ...options);
const status = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
const cache = (answer: string) => /^x-cache: (\w+)/im.exec(answer)?.[1];
const kept = (answer: string) => /^cache-control: (.*?)\r?$/im.exec(answer)?.[1];
const body = (answer: string) => answer.split('\r\n\r\n').slice(1).join('\r\n\r\n');
const asPhp = (script: string) =>
  onHost(
    'host-01',
    `setpriv --reuid=www-data --regid=www-data --clear-groups sh <<'SCRIPT'\nset -e\n${script}\nSCRIPT`,
  );
const write = (name: string, text: string) =>
  asPhp(`mkdir -p "$(dirname ${UPLOADS}/${name})" && cat >${UPLOADS}/${name} <<'TEXT'\n${text}\nTEXT`);

beforeAll(async () => {
  for (const host of WEB) await onHost(host, `cat >${SHOWN} <<'PHP'\n${PLUGIN}PHP`);
});
afterAll(async () => {
  for (const host of WEB) await onHost(host, `rm -f ${SHOWN}`);
  await onHost('host-01', `rm -rf ${UPLOADS}`);
});

describe('a page is stored only if everyone may have it', () => {
  test('one that varies by anything but its encoding is made for each visitor', async () => {
    for (const vary of ['Cookie', 'Accept-Encoding, X-Country', '*']) {
      const query = `a=1&send[]=${encodeURIComponent(`Vary: ${vary}`)}`;
      expect(cache(await plugin(query, '--compressed'))).toBe('MISS');
      const other = await plugin(query, '--compressed', '-b', 'colour=red');
      expect([vary, cache(other)]).toEqual([vary, 'MISS']);
    }
    const same = 'a=2&send[]=Vary:%20Accept-Encoding';
    expect(cache(await plugin(same))).toBe('MISS');
    expect(cache(await plugin(same))).toBe('HIT');
  });

  test('one visitor’s currency is not the next one’s', async () => {
    expect(body(await plugin('b=1', '-b', 'currency=EUR'))).toMatch(/^EUR /);
    expect(body(await plugin('b=1'))).toMatch(/^USD /);
    expect(body(await plugin('b=1', '-b', '_ga=1; currency=EUR'))).toMatch(/^EUR /);
  });

  test('who asks for something other than a page gets it, and leaves none to others', async () => {
    const activity = 'Accept: application/activity+json';
    expect(body(await plugin('c=1', '-H', activity))).toContain('activity+json');
    const page = await plugin('c=1', '-H', 'Accept: text/html,application/xhtml+xml,image/avif,*/*;q=0.8');
    expect(page).not.toContain('activity+json');
    expect(cache(page)).toBe('MISS');
    expect(cache(await plugin('c=1', '-H', activity))).toBe('BYPASS');
    expect(cache(await plugin('c=1'))).toBe('HIT');
  });

  test.each([
    ['-H', 'X-HTTP-Method-Override: HEAD'],
    ['-H', 'X-Requested-With: xmlhttprequest'],
    ['-H', 'Authorization: Basic eDp5'],
    ['-H', 'Origin: https://elsewhere.example'],
    ['-X', 'GET', '-d', 'x=1'],
  ])('a request with %s %s is not answered from the cache', async (...options) => {
    expect(cache(await plugin('d=1', ...options))).toBe('BYPASS');
  });

  test('an app that shows a page gets the stored one', async () => {
    await plugin('d=2');
    expect(cache(await plugin('d=2', '-H', 'X-Requested-With: com.example.app'))).toBe('HIT');
  });

  test('what a proxy would say is not believed', async () => {
    const answer = await plugin('e=1', '-H', 'X-Forwarded-Host: evil.example', '-H', 'X-Original-URL: /evil');
    expect(body(answer)).toContain(`${DOMAIN} ${DOMAIN} direct`);
    const absolute = ['--request-target', `https://${DOMAIN}/${NAME}.php?e=2`];
    const other = await plugin('e=2', ...absolute, '-H', 'Host: evil.example');
    expect(body(other)).toContain(`${DOMAIN} ${DOMAIN} direct`);
  });
});

test('tracking parameters are in neither the key nor the page; others are in both', async () => {
  const first = await plugin('utm_source=a&f=1&fbclid=b&utm_medium=c&g=2&gclid=d');
  expect(body(first)).toContain(`{"f":"1","g":"2"} /${NAME}.php?f=1&g=2 `);
  expect(cache(await plugin('f=1&g=2&mc_cid=x'))).toBe('HIT');
  expect(cache(await plugin('f=1&g=3'))).toBe('MISS');
  expect(cache(await plugin('f=1&g=2&fbclids=x'))).toBe('MISS');
  const bare = await ask('host-01', `/${NAME}.php?utm_source=a`);
  expect(cache(bare)).toBe('MISS');
  expect(body(bare)).toContain(` [] /${NAME}.php `);
  expect(cache(await ask('host-01', `/${NAME}.php`))).toBe('HIT');
  expect(body(await plugin('utm_source=a&h=1', '-b', 'wordpress_logged_in_x=1'))).toContain('utm_source=a');
});

const DENYING = {
  'woocommerce_uploads/.htaccess': 'deny from all',
  'modern/.htaccess': 'Require all denied',
  'either/.htaccess':
    '<IfModule mod_authz_core.c>\nRequire all denied\n</IfModule>\n<IfModule !mod_authz_core.c>\nDeny from all\n</IfModule>',
  'ordered/.htaccess': 'Order Allow,Deny\nAllow from 127.0.0.1',
  'named/.htaccess': '<Files ~ "\\.(pdf|txt)$">\nOrder allow,deny\nDeny from all\n</Files>',
  'rewritten/.htaccess': 'RewriteEngine On\nRewriteRule .* - [F,L]',
  'members/.htaccess':
    'RewriteEngine On\nRewriteCond %{HTTP_COOKIE} !wordpress_logged_in [NC]\nRewriteRule . - [R=403,L]',
  'gate/.htaccess': 'RewriteEngine on\nRewriteRule ^(.*)$ /index.php?file=$1 [QSA,L]',
  'redirected/.htaccess': 'RedirectMatch 403 ^.*$',
  'password/.htaccess': 'AuthType Basic\nAuthName x\nRequire valid-user',
};
const HARMLESS = {
  'index/.htaccess': 'Options -Indexes',
  'engine/.htaccess':
    '# deny from all\n<Files *>\nSetHandler none\nOptions -ExecCGI\n</Files>\n<IfModule mod_php.c>\nphp_flag engine off\n</IfModule>',
  'scripts/.htaccess': '<Files *.php>\ndeny from all\n</Files>',
  'pictures/.htaccess':
    'deny from all\n<FilesMatch "\\.(jpg|txt)$">\nOrder Allow,Deny\nAllow from all\n</FilesMatch>',
  'granted/.htaccess': 'Order deny,allow\nAllow from all\nRequire all granted',
  'hotlinks/.htaccess':
    'RewriteEngine on\nRewriteCond %{HTTP_REFERER} !^$\nRewriteCond %{HTTP_REFERER} !example\nRewriteRule \\.(txt|jpg)$ - [F]',
  'single/.htaccess': 'Order allow,deny\nAllow from all\nDeny from 192.0.2.1',
};
const folders = (files: Record<string, string>) => Object.keys(files).map((name) => name.split('/')[0] ?? '');

describe('an upload that a plugin protects', () => {
  beforeAll(async () => {
    const all = Object.entries({ ...DENYING, ...HARMLESS });
    for (const [name, text] of all) await write(name, text);
    await asPhp(
      `cd ${UPLOADS} && for folder in */; do mkdir -p $folder/2026/11 && echo private | tee $folder/a.txt >$folder/2026/11/a.txt; done`,
    );
  });

  test.each(folders(DENYING))('is refused: %s', async (folder) => {
    for (const name of ['a.txt', '2026/11/a.txt'])
      expect([name, status(await upload('host-02', `${folder}/${name}`))]).toEqual([name, 404]);
  });

  test('is refused to who says that PHP handed it out', async () => {
    for (const header of ['X-Granted: 1', 'X-Accel-Redirect: /x'])
      expect(status(await upload('host-02', 'modern/a.txt', '-H', header))).toBe(404);
  });

  test.each(folders(HARMLESS))('is given where nothing denies it: %s', async (folder) => {
    for (const name of ['a.txt', '2026/11/a.txt'])
      expect(body(await upload('host-02', `${folder}/${name}`))).toBe('private\n');
  });

  test('is refused from the moment on that it is protected, and given again after it', async () => {
    await write('later/a.txt', 'later');
    expect(body(await upload('host-03', 'later/a.txt'))).toBe('later\n');
    await write('.htaccess', 'Deny from all');
    await expect.poll(async () => status(await upload('host-03', 'later/a.txt'))).toBe(404);
    await asPhp(`rm ${UPLOADS}/.htaccess`);
    await expect.poll(async () => status(await upload('host-03', 'later/a.txt'))).toBe(200);
  });

  test('is handed out by PHP to whom it belongs, and to nobody else', async () => {
    const page = `/${NAME}.php?send[]=Cache-Control:%20private&send[]=X-Accel-Redirect:%20`;
    for (const path of ['/wp-content/uploads', '/srv/flotilla/uploads']) {
      const link = `${page}${path}/${NAME}/woocommerce_uploads/a.txt`;
      const given = await ask('host-02', link);
      expect([path, body(given)]).toEqual([path, 'private\n']);
      expect(kept(given)).toBe('private');
      expect(status(await upload('host-02', 'woocommerce_uploads/a.txt'))).toBe(404);
    }
  });

  test.each([
    ...[
      'x.log',
      'x.log.1',
      'debug.log.gz',
      'site.sql',
      'site.sql.gz',
      'a.txt.bak',
      'a.txt~',
      'a.old',
      'error_log',
    ],
    ...['backups/site.zip', 'my-backup-2026/a/site.tar.gz', 'backup_2026.zip', 'site-db.zip', 'x.wpress'],
  ])('and what logs, dumps and backups leave is refused: %s', async (name) => {
    await write(name, 'private');
    expect(status(await upload('host-01', name))).toBe(404);
  });

  test.each(['catalog.pdf', 'plugin.zip', 'logs.txt', 'dbz.zip', 'backups/a.jpg'])(
    'but not what only looks like it: %s',
    async (name) => {
      await write(name, 'public');
      expect(body(await upload('host-01', name))).toBe('public\n');
    },
  );
});

test('an upload that changes is new for every host at once, at its old address and at a new one', async () => {
  for (const turn of ['old', 'new', 'odd']) {
    await write('x/s.css', `.a{color:${turn}}`);
    for (const host of WEB) {
      for (const query of ['', '?ver=2', '?ver=1764150000'])
        expect([host, query, body(await upload(host, `x/s.css${query}`))]).toEqual([
          host,
          query,
          `.a{color:${turn}}\n`,
        ]);
    }
  }
});

test('browsers ask again for an upload, unless its address changes with it', async () => {
  await write('y/s.css', '.a{}');
  await asPhp(`touch -d '1 hour ago' ${UPLOADS}/y/s.css`);
  const answer = await upload('host-01', 'y/s.css?ver=6.8.12');
  expect(kept(answer)).toBe('no-cache');
  const etag = /^etag: (.*?)\r?$/im.exec(answer)?.[1] ?? '';
  expect(status(await upload('host-01', 'y/s.css', '-H', `If-None-Match: ${etag}`))).toBe(304);
  expect(kept(await upload('host-01', 'y/s.css?ver=1764150000'))).toBe('max-age=2592000');
  await asPhp(`rm ${UPLOADS}/y/s.css`);
  expect(status(await upload('host-01', 'y/s.css?ver=1764150000'))).toBe(404);
});

test.each([
  ['mjs', 'text/javascript'],
  ['ttf', 'font/ttf'],
  ['otf', 'font/otf'],
  ['woff2', 'font/woff2'],
  ['vtt', 'text/vtt'],
  ['wasm', 'application/wasm'],
  ['avif', 'image/avif'],
  ['webmanifest', 'application/manifest+json'],
])('a file .%s is %s, among the uploads and in the content', async (ending, type) => {
  await write(`types/x.${ending}`, 'x');
  expect(await upload('host-01', `types/x.${ending}`)).toContain(`\r\nContent-Type: ${type}`);
  const file = `${CORE}/${NAME}.${ending}`;
  await onHost('host-01', `echo x >${file}`);
  const answer = await ask('host-01', `/${NAME}.${ending}`);
  await onHost('host-01', `rm ${file}`);
  expect(answer).toContain(`\r\nContent-Type: ${type}`);
  expect(kept(answer)).toBe('no-cache');
});

const wordpress = (line: string) =>
  asPhp(
    `php -r '$_SERVER["HTTP_HOST"] = "${DOMAIN}"; require "/srv/www/content/current/core/wp-load.php"; ${line}'`,
  );

/** Readers may get the stored copy while it is fresh, and once more while the new answer is fetched. */
const LATEST = { timeout: 20_000, interval: 500 };

describe('what may not be stored any more leaves no copy', () => {
  test('a page that is trashed', async () => {
    const post = `["post_title" => "Trashed ${NAME}", "post_status" => "publish", "post_type" => "page"]`;
    const id = await wordpress(`echo wp_insert_post(${post});`);
    const seen = () => Promise.all(WEB.map(async (host) => status(await ask(host, `/trashed-${NAME}/`))));
    expect(await seen()).toEqual([200, 200, 200]);
    await wordpress(`wp_trash_post(${id});`);
    await expect.poll(seen, LATEST).toEqual([404, 404, 404]);
    await wordpress(`wp_delete_post(${id}, true);`);
  });

  test('an address that answers with anything but an error', async () => {
    const answers = () =>
      Promise.all([403, 302, 410, 500].map(async (gone) => status(await plugin(`gone=${gone}`))));
    expect(await answers()).toEqual([200, 200, 200, 200]);
    await write('gone', 'now');
    await expect.poll(answers, LATEST).toEqual([403, 302, 410, 200]);
    // Past the time for which any of them was fresh.
    const fresh = Date.now() + 11_000;
    await expect
      .poll(async () => [Date.now() > fresh, ...(await answers())], LATEST)
      .toEqual([true, 403, 302, 410, 200]);
  });
});
