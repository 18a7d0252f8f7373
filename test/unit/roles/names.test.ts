import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { answeredNames, redirects, rotationNames } from '../../../actions/src/declaration/site-names.ts';
import { sitesOn } from '../../../actions/src/hosts/roles/wordpress/site.ts';
import { declaration, fileAt, rolesOn } from './cluster.ts';

const OLD = 'old.example.org';
const names = (more: Partial<Declaration>): Declaration => ({ ...declaration, ...more });
const AFTER = names({ redirectFrom: [OLD] });
const BOTH = names({ redirectFrom: [OLD], meanwhile: { serves: [OLD], leaving: [] } });

/** `server_name … -> target` of each server. A server with the site itself has no target. */
const servers = (declared: Declaration): string[] =>
  fileAt('/etc/nginx/sites-enabled/flotilla.conf', rolesOn('host-01', declared))
    .content.split('\nserver {')
    .filter((server) => server.includes('listen 443') && !server.includes('default_server'))
    .map((server) => {
      const [, served = ''] = /server_name (.*);/.exec(server) ?? [];
      const [, target = 'the site'] = /return 301 https:\/\/(.*)\$request_uri/.exec(server) ?? [];
      return `${served} -> ${target}`;
    });
const contentOf = (path: string, declared: Declaration) => fileAt(path, rolesOn('host-01', declared)).content;

describe('the names that a web host answers to', () => {
  it.each<[string, Declaration, string[]]>([
    ['one', declaration, ['www.test.example.com -> test.example.com', 'test.example.com -> the site']],
    [
      'both while the site moves: each gives it, and its `www.` leads to its own',
      BOTH,
      [
        'www.test.example.com -> test.example.com',
        `www.${OLD} -> ${OLD}`,
        `test.example.com ${OLD} -> the site`,
      ],
    ],
    [
      'then the old one redirects',
      AFTER,
      [
        'www.test.example.com -> test.example.com',
        `${OLD} www.${OLD} -> test.example.com`,
        'test.example.com -> the site',
      ],
    ],
    [
      'a removed one redirects until resolvers have forgotten it',
      names({ meanwhile: { serves: [], leaving: [OLD] } }),
      [
        'www.test.example.com -> test.example.com',
        `${OLD} www.${OLD} -> test.example.com`,
        'test.example.com -> the site',
      ],
    ],
    [
      'a third name redirects to the one that every host already serves',
      names({ redirectFrom: ['a.example.com'], meanwhile: { serves: [OLD], leaving: [] } }),
      [
        'www.test.example.com -> test.example.com',
        `www.${OLD} -> ${OLD}`,
        `a.example.com www.a.example.com -> ${OLD}`,
        `test.example.com ${OLD} -> the site`,
      ],
    ],
    [
      'a domain with `www.` of its own has no other',
      names({ domain: 'www.example.com', redirectFrom: ['example.com'] }),
      ['example.com -> www.example.com', 'www.example.com -> the site'],
    ],
  ])('%s', (_, declared, expected) => {
    expect(servers(declared)).toEqual(expected);
  });

  it('redirect over plain HTTP straight to their HTTPS target', () => {
    const config = contentOf('/etc/nginx/sites-enabled/flotilla.conf', AFTER);
    expect(config).toContain(
      `server_name test.example.com www.test.example.com ${OLD} www.${OLD};\n\treturn 301 https://test.example.com$request_uri;`,
    );
  });

  it('redirect without caching, because a site may move back', () => {
    const config = contentOf('/etc/nginx/sites-enabled/flotilla.conf', AFTER);
    expect(config.split('return 301 https://test')).toHaveLength(4);
    expect(config.split('add_header Cache-Control no-cache always;')).toHaveLength(3);
  });

  it('are all in the certificate that a host accepts, and in its placeholder', () => {
    expect(contentOf('/usr/local/sbin/flotilla-take-certificate', AFTER)).toContain(
      `for name in 'test.example.com' 'www.test.example.com' '${OLD}' 'www.${OLD}'; do`,
    );
    expect(answeredNames(BOTH)).toEqual(answeredNames(AFTER));
    expect(rotationNames(BOTH)).toEqual(rotationNames(AFTER));
    expect(redirects(declaration)).toEqual([{ from: ['www.test.example.com'], to: 'test.example.com' }]);
  });

  it('give WordPress the requested address while there are two', () => {
    expect(contentOf('/srv/www/core/wp-config.php', AFTER)).toContain(
      "define('WP_HOME', 'https://test.example.com');",
    );
    expect(contentOf('/srv/www/core/wp-config.php', BOTH)).toContain(
      `in_array($flotilla_asked, ['test.example.com', '${OLD}'], true) ? $flotilla_asked : 'test.example.com'`,
    );
  });

  it('are in the configuration that the host was last given', () => {
    const given = (declared: Declaration) => {
      const text = contentOf('/etc/flotilla/site.json', declared);
      const files = { '/etc/flotilla/site.json': { template: '', content: '', text } };
      const none = { packages: [], directories: [], links: [], absent: [], units: [], commands: {} };
      return sitesOn({ manifest: { version: 1, roles: { wordpress: { ...none, files } } } });
    };
    expect(given(declaration)).toEqual(['test.example.com']);
    expect(given(BOTH)).toEqual(['test.example.com', OLD]);
    expect(sitesOn(undefined)).toBeUndefined();
    expect(sitesOn({ manifest: null })).toBeUndefined();
  });
});
