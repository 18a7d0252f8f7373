import { expect, test } from 'vitest';
import { fileAt, role, rolesOn } from '../roles/cluster.ts';

const roles = rolesOn('host-01');

test('PHP and nginx use the release’s own path, never the link', () => {
  const config = fileAt('/srv/www/core/wp-config.php', roles).content;
  expect(config).toContain(
    "define('WP_CONTENT_DIR', ($_SERVER['FLOTILLA_RELEASE'] ?? readlink('/srv/www/content/current')) . '/wp-content');",
  );
  const site = fileAt('/etc/nginx/sites-enabled/flotilla.conf', roles).content;
  expect(site).toMatch(/set \$release \/srv\/www\/content\/current;\s+set \$release \$realpath_root;/);
  const fastcgi = fileAt('/etc/nginx/flotilla/fastcgi.conf', roles).content;
  expect(fastcgi).toContain('SCRIPT_FILENAME $realpath_root$fastcgi_script_name;');
  expect(fastcgi).toContain('FLOTILLA_RELEASE $release;');
});

test('a host serves WordPress’s own content until it has a release; later convergence leaves the release alone', () => {
  const content = role('wordpress', roles).prepare.find(({ name }) => name === 'content');
  expect(content?.check).toBe(
    'test -f /srv/www/content/current/core/wp-load.php && test -d /srv/www/content/current/wp-content',
  );
});
