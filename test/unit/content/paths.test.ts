import { expect, test } from 'vitest';
import { fileAt, role, rolesOn } from '../roles/cluster.ts';

const roles = rolesOn('host-01');

test('PHP and nginx know the content by the release’s own path, never by the link', () => {
  const config = fileAt('/srv/www/core/wp-config.php', roles).content;
  expect(config).toContain("define('WP_CONTENT_DIR', readlink('/srv/www/content/current') . '/wp-content');");
  const site = fileAt('/etc/nginx/sites-enabled/flotilla.conf', roles).content;
  expect(site).toMatch(/map \$uri \$site_root \{\s+volatile;/);
  expect(site).toContain('~^/wp-content/ /srv/www/content/current;');
  expect(fileAt('/etc/nginx/flotilla/fastcgi.conf', roles).content).toContain(
    'SCRIPT_FILENAME $realpath_root$fastcgi_script_name;',
  );
});

test('a host serves the core’s own content until it has a release, and nothing changes that afterwards', () => {
  const content = role('wordpress', roles).prepare.find(({ name }) => name === 'content');
  expect(content?.check).toBe('test -d /srv/www/content/current/wp-content');
  expect(content?.run).toContain("ln -sfn '/srv/www/core/");
});
