import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installPlugin, removePlugin } from './plugin.ts';
import { ask, asPhp, body, kept, NAME, removeUploads, status, UPLOADS, upload, write } from './visitor.ts';

beforeAll(installPlugin);
afterAll(async () => {
  await removePlugin();
  await removeUploads();
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

  test('is refused to a client that claims PHP handed it out', async () => {
    for (const header of ['X-Granted: 1', 'X-Accel-Redirect: /x'])
      expect(status(await upload('host-02', 'modern/a.txt', '-H', header))).toBe(404);
  });

  test.each(folders(HARMLESS))('is served if no rule denies it: %s', async (folder) => {
    for (const name of ['a.txt', '2026/11/a.txt'])
      expect(body(await upload('host-02', `${folder}/${name}`))).toBe('private\n');
  });

  test('is refused as soon as it is protected, and served again afterwards', async () => {
    await write('later/a.txt', 'later');
    expect(body(await upload('host-03', 'later/a.txt'))).toBe('later\n');
    await write('.htaccess', 'Deny from all');
    await expect.poll(async () => status(await upload('host-03', 'later/a.txt'))).toBe(404);
    await asPhp(`rm ${UPLOADS}/.htaccess`);
    await expect.poll(async () => status(await upload('host-03', 'later/a.txt'))).toBe(200);
  });

  test('is handed out by PHP to its owner only', async () => {
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
  ])('a log, dump or backup is refused: %s', async (name) => {
    await write(name, 'private');
    expect(status(await upload('host-01', name))).toBe(404);
  });

  test.each(['catalog.pdf', 'plugin.zip', 'logs.txt', 'dbz.zip', 'backups/a.jpg'])(
    'but not a file that only looks like it: %s',
    async (name) => {
      await write(name, 'public');
      expect(body(await upload('host-01', name))).toBe('public\n');
    },
  );
});
