import { expect, test } from 'vitest';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { ordersOf } from '../../../actions/src/hosts/converge/instructions.ts';
import { diffHost } from '../../../actions/src/hosts/diff/diff-host.ts';
import { emptyEntry } from '../../../actions/src/hosts/model/manifest.ts';
import { phpWorkers } from '../../../actions/src/hosts/roles/web/workers.ts';
import { declaration, fileAt, role, rolesOn, withFingerprint } from './cluster.ts';

const SITE = '/etc/nginx/sites-enabled/flotilla.conf';
const TLS = '/etc/nginx/flotilla/tls.conf';
const HSTS = '/etc/nginx/flotilla/hsts.conf';
const bookworm = { ...declaration, image: 'debian-12-x64' };

test('Debian 13 and 12 differ in PHP’s version and in how nginx enables HTTP/2', () => {
  expect(role('web', rolesOn('host-01')).packages).toContain('php8.4-fpm');
  expect(role('web', rolesOn('host-01', bookworm)).packages).toContain('php8.2-fpm');
  expect(fileAt(SITE, rolesOn('host-01')).content).toContain('http2 on;');
  expect(fileAt(SITE, rolesOn('host-01', bookworm)).content).toContain('listen [::]:443 ssl http2;');
  expect(fileAt(SITE, rolesOn('host-01', bookworm)).content).not.toContain('http2 on;');
  expect(JSON.stringify(rolesOn('host-01', bookworm))).not.toContain('8.4');
});

const BOOKWORM = { ...withFingerprint('AA:01'), os: 'Debian GNU/Linux 12 (bookworm)' };
const TRIXIE = { ...withFingerprint('AA:01'), os: 'Debian GNU/Linux 13 (trixie)' };

test.each([
  ['Debian 12, even if 13 is declared', declaration, BOOKWORM, '8.2'],
  ['Debian 13, even if 12 is declared', bookworm, TRIXIE, '8.4'],
  ['a system that no role knows, as its declared image', bookworm, { ...TRIXIE, os: 'Arch Linux' }, '8.2'],
])('configures a host for the system it runs: %s', (_, cluster, seen, php) => {
  const roles = rolesOn('host-01', cluster, { 'host-01': seen });
  const other = php === '8.2' ? '8.4' : '8.2';
  expect(JSON.stringify(roles)).toContain(`php${php}-fpm`);
  expect(JSON.stringify(roles)).not.toContain(other);
  expect(fileAt(SITE, roles).content.includes('http2 on;')).toBe(php === '8.4');
  expect(fileAt(TLS, roles).content.includes('X25519MLKEM768')).toBe(php === '8.4');
});

test('configures an unknown host for its own image, or else for the cluster’s', () => {
  const mixed = {
    ...declaration,
    web: declaration.web.map((host, index) => (index === 0 ? { ...host, image: 'debian-12-x64' } : host)),
  };
  expect(role('web', rolesOn('host-01', mixed)).packages).toContain('php8.2-fpm');
  expect(role('web', rolesOn('host-02', mixed)).packages).toContain('php8.4-fpm');
});

test('does not configure a key exchange that Debian 12’s OpenSSL does not know, because nginx would not start', () => {
  const curves = (cluster = declaration) =>
    /ssl_ecdh_curve (.*);/.exec(fileAt(TLS, rolesOn('host-01', cluster)).content)?.[1];
  expect(curves()).toBe('X25519MLKEM768:X25519:prime256v1:secp384r1');
  expect(curves(bookworm)).toBe('X25519:prime256v1:secp384r1');
});

test('the declared HSTS header is in one file, and every block that adds headers includes it', () => {
  const promise = (hsts: Declaration['https']['hsts']) =>
    fileAt(HSTS, rolesOn('host-01', { ...declaration, https: { hsts } })).content;
  expect(promise(declaration.https.hsts)).toContain("'max-age=15768000' always;");
  expect(promise({ maxAge: 63_072_000, subdomains: true, preload: true })).toContain(
    "add_header Strict-Transport-Security 'max-age=63072000; includeSubDomains; preload' always;",
  );
  const files = rolesOn('host-01').flatMap((role) => role.files);
  const blocks = files.flatMap(({ content }) => content.split('{').filter((text) => /add_header/.test(text)));
  expect(blocks.length).toBeGreaterThan(3);
  expect(blocks.filter((text) => !text.includes(`include ${HSTS};`) && !/Strict/.test(text))).toEqual([]);
});

test('handshake settings are the same for every name, so a session resumes under all of them', () => {
  const { content } = fileAt(SITE, rolesOn('host-01'));
  expect(content.indexOf(`include ${TLS};`)).toBeGreaterThan(0);
  expect(content.lastIndexOf(`include ${TLS};`)).toBeLessThan(content.indexOf('server {'));
});

test('refuses other names before nginx presents a certificate', () => {
  const { content } = fileAt(SITE, rolesOn('host-01'));
  expect(content).toContain('ssl_reject_handshake on;');
  expect(content.match(/server_name .*/g)).toEqual([
    'server_name _;',
    'server_name _;',
    'server_name test.example.com www.test.example.com;',
    'server_name www.test.example.com;',
    'server_name test.example.com;',
  ]);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:'],
  ['2001:db8:1:2::6', '2001:db8:1:2:'],
  ['2001:db8::6', '2001:db8'],
])('counts requests from %s for %s: for IPv6, by /64', (address, network) => {
  const { content } = fileAt('/etc/nginx/nginx.conf', rolesOn('host-01'));
  const body = content.split('$client_network {')[1]?.split('\n\t}')[0] ?? '';
  const expressions = [...body.matchAll(/'~(.+)' \$/g)].map(([, text = '']) => new RegExp(text));
  expect(expressions).toHaveLength(2);
  const found = expressions.map((expression) => expression.exec(address)?.[1]);
  expect(found.find((each) => each !== undefined) ?? address).toBe(network);
});

test('never runs a file of the uploads as PHP', () => {
  const { content } = fileAt(SITE, rolesOn('host-01'));
  const uploads = content.split('location ^~ /wp-content/uploads/')[1]?.split('\n\t}')[0] ?? '';
  expect(uploads).toContain('proxy_pass http://uploads;');
  expect(uploads).not.toContain('fastcgi');
  const [, expression = ''] = /location ~\* (\\\.\(php.*\)) \{/.exec(uploads) ?? [];
  const refused = (path: string) => new RegExp(expression, 'i').test(path);
  expect(['/a.php', '/a.PHP5', '/a.phtml', '/a.php/b.jpg'].every(refused)).toBe(true);
  expect(refused('/a.php.jpg')).toBe(false);
});

test.each([
  [512, {}, { visitors: 2, members: 2 }],
  [1024, {}, { visitors: 7, members: 5 }],
  [2048, {}, { visitors: 17, members: 11 }],
  [4096, {}, { visitors: 17, members: 11 }],
  [1024, { memory: 256 }, { visitors: 4, members: 2 }],
  [1024, { memory: 1024 }, { visitors: 2, members: 2 }],
  [1024, { workers: 5 }, { visitors: 3, members: 2 }],
])('%i MiB with %o give the PHP workers %o', (memory, wanted, workers) => {
  expect(phpWorkers(memory, { ...declaration.php, ...wanted })).toEqual(workers);
});

test('nginx, PHP and the pools have the declared limits', () => {
  const php = { memory: 200, upload: 100, time: 900, workers: 8, extensions: ['redis'] };
  const roles = rolesOn('host-01', { ...declaration, php });
  const has = (path: string) => fileAt(path, roles).content;
  expect(has('/etc/nginx/nginx.conf')).toContain('client_max_body_size 108m;');
  const ini = has('/etc/php/8.4/fpm/conf.d/90-flotilla.ini');
  expect(ini).toContain('memory_limit = 200M\nupload_max_filesize = 100M\npost_max_size = 108M\n');
  const members = has('/etc/php/8.4/fpm/pool.d/flotilla-members.conf');
  expect(members).toContain('request_terminate_timeout = 900s');
  expect(members).toContain('php_value[mysqlnd.net_read_timeout] = 900');
  expect(members).toContain('pm.max_children = 3');
  expect(has('/etc/php/8.4/fpm/pool.d/flotilla.conf')).toMatch(/max_children = 5\n/);
  expect(has('/etc/nginx/flotilla/members.conf')).toContain('fastcgi_read_timeout 905s;');
  expect(has('/etc/nginx/flotilla/fastcgi.conf')).toContain('fastcgi_read_timeout 65s;');
  expect(role('web', roles).packages).toContain('php8.4-redis');
  const promised = JSON.parse(has('/etc/flotilla/settings/web.json')) as { wanted: object }[];
  expect(Object.assign({}, ...promised.map(({ wanted }) => wanted))).toMatchObject({
    'extension/redis': 'loaded',
    'extension/mysqli': 'loaded',
    upload_max_filesize: '100M',
    request_terminate_timeout: '900s',
  });
});

test.each(['wp-login', 'xmlrpc'])(
  'a login’s cookie does not lead past the flood limits of %s.php',
  (name) => {
    const { content } = fileAt(SITE, rolesOn('host-01'));
    const guarded = content.split(`location = /${name}.php {`)[1]?.split('\n\t}')[0] ?? '';
    expect(guarded).toContain('limit_req zone=');
    expect(guarded).toContain('/etc/nginx/flotilla/fastcgi.conf');
    expect(guarded).not.toContain('$member');
  },
);

test('ImageMagick’s policy is where the host’s version reads it', () => {
  expect(fileAt('/etc/ImageMagick-7/policy.xml', rolesOn('host-01')).content).toContain(
    'rights="read" pattern="PDF"',
  );
  expect(fileAt('/etc/ImageMagick-6/policy.xml', rolesOn('host-01', bookworm)).owner).toBe('root');
});

test('creates the placeholder if there is no certificate, and again only for another name', () => {
  const [placeholder] = role('web', rolesOn('host-01')).prepare;
  expect(placeholder?.run).toContain(
    "-addext 'subjectAltName=DNS:test.example.com,DNS:www.test.example.com'",
  );
  expect(placeholder?.check).toContain(
    "test ! -e /etc/flotilla/tls/placeholder || openssl x509 -noout -checkhost 'www.test",
  );
});

test('writes a snippet unchanged to the folder that the site’s block includes', () => {
  const snippets = [{ name: 'redirects.conf', text: 'location = /old { return 301 /new; }\n' }];
  const sent = fileAt(
    '/etc/nginx/flotilla.d/redirects.conf',
    rolesOn('host-01', { ...declaration, snippets }),
  );
  expect(sent).toMatchObject({ content: snippets[0]?.text, notify: ['reload nginx'] });
  expect(fileAt(SITE, rolesOn('host-01')).content).toContain('include /etc/nginx/flotilla.d/*.conf;');
});

test('PHP’s user cannot write where PHP-FPM’s master works as root', () => {
  const php = role('web', rolesOn('host-01'));
  expect(php.directories).toContainEqual({ path: '/run/php', mode: '0755', owner: 'root', group: 'root' });
  expect(fileAt('/etc/tmpfiles.d/php8.4-fpm.conf', rolesOn('host-01')).content).toContain(
    'd /run/php 0755 root root -',
  );
  expect(fileAt('/etc/tmpfiles.d/php8.2-fpm.conf', rolesOn('host-01', bookworm)).owner).toBe('root');
});

test('a host that still uses shared ticket keys stops its timer and removes the program', () => {
  const unit = 'flotilla-take-ticket-keys';
  const program = `/usr/local/sbin/${unit}`;
  const paths = [program, `/etc/systemd/system/${unit}.service`, `/etc/systemd/system/${unit}.timer`];
  const applied = { template: '', content: '', text: '' };
  const roles = rolesOn('host-01');
  const entry = {
    ...emptyEntry,
    files: Object.fromEntries(paths.map((path) => [path, applied])),
    units: [`${unit}.timer`],
  };
  const changes = diffHost('host-01', roles, {
    ...TRIXIE,
    manifest: { version: 1, roles: { web: entry } },
  }).filter((found) => found.role === 'web');
  const forgotten = changes.flatMap((web) => web.changes.filter(({ step }) => step.kind === 'forget'));
  expect(forgotten.map(({ address, reason }) => [address, reason])).toEqual(
    [...paths.map((path) => `file${path}`), `unit/${unit}.timer`].map((name) => [
      `host-01/web/${name}`,
      'no longer declared',
    ]),
  );
  const [order] = ordersOf(changes, roles, () => '');
  const commands = order?.steps.flatMap((step) => (step.do === 'run' ? [step.command] : []));
  expect(commands).toContain(`systemctl disable --now '${unit}.timer' || true`);
  expect(commands).toContain('systemctl reload nginx.service');
  expect(order?.steps.filter((step) => step.do === 'remove' && paths.includes(step.path))).toHaveLength(3);
  expect(order?.drop).toMatchObject({ files: paths, units: [`${unit}.timer`] });
});
