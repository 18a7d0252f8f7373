import { type BadCase, CLUSTER, edit, extra } from '../good.ts';

const SHA = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export const wordpressCases: readonly BadCase[] = [
  {
    mistake: 'a version with a v',
    files: edit(CLUSTER, 'version: 6.8.3', 'version: v6.8.3'),
    report: [
      'cluster/cluster.yml:5:12: wordpress.version: `v6.8.3` is not a WordPress release',
      "    write `'6.8.3'`",
    ],
  },
  {
    mistake: 'the first version of a branch with a zero',
    files: edit(CLUSTER, 'version: 6.8.3', 'version: 6.8.0'),
    report: [
      'cluster/cluster.yml:5:12: wordpress.version: `6.8.0` is not a WordPress release',
      "    write `'6.8'`",
    ],
  },
  {
    mistake: 'a version that is not pinned',
    files: edit(CLUSTER, 'version: 6.8.3', 'version: latest'),
    report: [
      'cluster/cluster.yml:5:12: wordpress.version: `latest` is not a WordPress version',
      '    write one that https://wordpress.org/download/releases/ lists, e.g. `6.8.3`',
    ],
  },
  {
    mistake: 'a SHA-256 too short',
    files: edit(CLUSTER, 'version: 6.8.3', 'version: 6.8.3\n  sha256: abc123'),
    report: [
      'cluster/cluster.yml:6:11: wordpress.sha256: `abc123` is not a SHA-256',
      '    write 64 lower-case hexadecimal digits, as `sha256sum` prints them, e.g. `9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08`',
    ],
  },
  {
    mistake: 'a SHA-256 in upper case',
    files: edit(
      CLUSTER,
      'version: 6.8.3',
      'version: 6.8.3\n  sha256: ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB',
    ),
    report: [
      'cluster/cluster.yml:6:11: wordpress.sha256: `ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB…` is not a SHA-256',
      '    write 64 lower-case hexadecimal digits, as `sha256sum` prints them, e.g. `9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08`',
    ],
  },
  {
    mistake: 'a plugin with a number as its version, and without a checksum',
    files: edit(
      CLUSTER,
      'version: 6.8.3',
      'version: 6.8.3\n  plugins:\n    - { slug: akismet, version: 5.5 }',
    ),
    report: [
      'cluster/cluster.yml:6:3: `wordpress.plugins[0].sha256` is missing',
      `    add \`sha256: ${SHA}\`. SHA-256 of its zip: \`curl -L https://downloads.wordpress.org/plugin/akismet.5.5.zip | sha256sum\`.`,
      'cluster/cluster.yml:7:33: wordpress.plugins[0].version: `5.5` is not text',
      "    quote it: `'5.5'`",
    ],
  },
  {
    mistake: 'a theme declared twice, and by its title',
    files: edit(
      CLUSTER,
      'version: 6.8.3',
      `version: 6.8.3\n  themes:\n${['blue', 'blue', 'Blue Sky'].map((slug) => `    - { slug: ${slug}, version: '1', sha256: ${SHA} }`).join('\n')}`,
    ),
    report: [
      'cluster/cluster.yml:8:15: wordpress.themes[1].slug: `blue` is declared twice',
      '    keep one of them',
      'cluster/cluster.yml:9:15: wordpress.themes[2].slug: `Blue Sky` is not a slug',
      '    write lower-case letters, digits and dashes, e.g. `akismet`',
    ],
  },
  {
    mistake: 'a source over HTTP',
    files: edit(CLUSTER, 'version: 6.8.3', 'version: 6.8.3\n  source: http://wordpress.org'),
    report: [
      'cluster/cluster.yml:6:11: wordpress.source: `http://wordpress.org` is not HTTPS',
      '    write `https://wordpress.org`',
    ],
  },
  {
    mistake: 'a source that ends with a slash',
    files: edit(CLUSTER, 'version: 6.8.3', 'version: 6.8.3\n  source: https://wordpress.org/'),
    report: [
      'cluster/cluster.yml:6:11: wordpress.source: `https://wordpress.org/` ends with a slash',
      '    write `https://wordpress.org`',
    ],
  },
  {
    mistake: 'a source with a password',
    files: edit(CLUSTER, 'version: 6.8.3', 'version: 6.8.3\n  source: https://me:secret@example.com'),
    report: [
      'cluster/cluster.yml:6:11: wordpress.source: `https://me:secret@example.com` is not a base URL',
      '    write `https://`, a host and optionally a path, without a user, a query or a slash at the end, e.g. `https://wordpress.org`',
    ],
  },
  {
    mistake: 'a source that is not a URL',
    files: edit(CLUSTER, 'version: 6.8.3', 'version: 6.8.3\n  source: wordpress.org'),
    report: [
      'cluster/cluster.yml:6:11: wordpress.source: `wordpress.org` is not a base URL',
      '    write `https://`, a host and optionally a path, without a user, a query or a slash at the end, e.g. `https://wordpress.org`',
    ],
  },
  {
    mistake: 'an e-mail address without a domain',
    files: edit(CLUSTER, 'admin@example.com', 'admin'),
    report: [
      'cluster/cluster.yml:7:32: wordpress.admin.email: `admin` is not an e-mail address',
      '    write a name, `@` and a domain, e.g. `admin@example.com`',
    ],
  },
  {
    mistake: 'an e-mail address with two at signs',
    files: edit(CLUSTER, 'admin@example.com', 'a@b@example.com'),
    report: [
      'cluster/cluster.yml:7:32: wordpress.admin.email: `a@b@example.com` is not an e-mail address',
      '    write a name, `@` and a domain, e.g. `admin@example.com`',
    ],
  },
  {
    mistake: 'an administrator with a space',
    files: edit(CLUSTER, 'user: admin', 'user: the boss'),
    report: [
      'cluster/cluster.yml:7:18: wordpress.admin.user: `the boss` is not a login name',
      '    write 1 to 60 letters, digits and `_.@-`, e.g. `admin`',
    ],
  },
  {
    mistake: 'a table prefix with a hyphen',
    files: edit(CLUSTER, 'version: 6.8.3', 'version: 6.8.3\n  table-prefix: wp-'),
    report: [
      'cluster/cluster.yml:6:17: wordpress.table-prefix: `wp-` is not a table prefix',
      '    write 1 to 20 letters, digits and underscores, starting with a letter, e.g. `wp_`',
    ],
  },
  {
    mistake: 'a table prefix with SQL in it',
    files: edit(CLUSTER, 'version: 6.8.3', 'version: 6.8.3\n  table-prefix: "wp_; DROP TABLE"'),
    report: [
      'cluster/cluster.yml:6:17: wordpress.table-prefix: `wp_; DROP TABLE` is not a table prefix',
      '    write 1 to 20 letters, digits and underscores, starting with a letter, e.g. `wp_`',
    ],
  },
  {
    mistake: 'a title with two lines',
    files: edit(CLUSTER, 'title: A small fleet', 'title: "A small\\nfleet"'),
    report: [
      'cluster/cluster.yml:6:10: wordpress.title: `A small\\u{000a}fleet` is not a title',
      '    write 1 to 100 printable characters on one line, without spaces at either end, e.g. `A small fleet`',
    ],
  },
  {
    mistake: 'a title as a block, which ends with a line break',
    files: edit(CLUSTER, 'title: A small fleet', 'title: |\n    A small fleet'),
    report: [
      'cluster/cluster.yml:7:1: wordpress.title: `A small fleet\\u{000a}` is not a title',
      '    write 1 to 100 printable characters on one line, without spaces at either end, e.g. `A small fleet`',
    ],
  },
  {
    mistake: 'a title with a control character',
    files: edit(CLUSTER, 'title: A small fleet', 'title: "A \\u001b[31mred fleet"'),
    report: [
      'cluster/cluster.yml:6:10: wordpress.title: `A \\u{001b}[31mred fleet` is not a title',
      '    write 1 to 100 printable characters on one line, without spaces at either end, e.g. `A small fleet`',
    ],
  },
  {
    mistake: 'a title that reverses the text direction',
    files: edit(CLUSTER, 'title: A small fleet', 'title: A \u202esmall fleet'),
    report: [
      'cluster/cluster.yml:6:10: wordpress.title: `A \\u{202e}small fleet` is not a title',
      '    write 1 to 100 printable characters on one line, without spaces at either end, e.g. `A small fleet`',
    ],
  },
  {
    mistake: 'an empty title',
    files: edit(CLUSTER, 'title: A small fleet', 'title: ""'),
    report: [
      'cluster/cluster.yml:6:10: wordpress.title: `` is not a title',
      '    write 1 to 100 printable characters on one line, without spaces at either end, e.g. `A small fleet`',
    ],
  },
  {
    mistake: 'a title too long',
    files: edit(
      CLUSTER,
      'title: A small fleet',
      'title: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ),
    report: [
      'cluster/cluster.yml:6:10: wordpress.title: `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…` is not a title',
      '    write 1 to 100 printable characters on one line, without spaces at either end, e.g. `A small fleet`',
    ],
  },
  {
    mistake: "a database of MariaDB's own",
    files: extra('database: { name: mysql }'),
    report: [
      'cluster/cluster.yml:8:19: database.name: `mysql` is not a valid database name',
      '    write 1 to 32 lower-case letters, digits and underscores, starting with a letter, e.g. `wordpress`',
    ],
  },
  {
    mistake: 'root as the database user',
    files: extra('database: { user: root }'),
    report: [
      'cluster/cluster.yml:8:19: database.user: `root` is not a valid database user',
      '    write 1 to 32 lower-case letters, digits and underscores, starting with a letter, e.g. `wordpress`',
    ],
  },
];
