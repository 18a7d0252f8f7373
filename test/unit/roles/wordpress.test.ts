import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quote } from '../../../actions/src/hosts/roles/parts.ts';
import { phpString } from '../../../actions/src/hosts/roles/wordpress/config.ts';
import { folder } from '../content/tree.ts';
import { clustered, declaration, fileAt, role, rolesOn } from './cluster.ts';

const of = (wordpress: Partial<typeof declaration.wordpress>) => ({
  ...declaration,
  wordpress: { ...declaration.wordpress, ...wordpress },
});
const fetchOf = (wordpress: Partial<typeof declaration.wordpress>) =>
  role('wordpress', rolesOn('host-01', of(wordpress))).prepare[0]?.run ?? '';

test('verifies a core against the published checksum, and against the declared one if there is one', () => {
  expect(fetchOf({})).toContain('verify sha1sum');
  expect(fetchOf({})).toContain('\ndeclared=\n');
  expect(fetchOf({ sha256: 'AB'.repeat(32) })).toContain(`\ndeclared='${'ab'.repeat(32)}'\n`);
});

test('never downloads from an HTTPS source without HTTPS', () => {
  expect(fetchOf({})).toContain("--proto '=https'");
  expect(fetchOf({ source: 'http://mirror.example.com/' })).toContain(
    "'http://mirror.example.com/wordpress-6.8.3.tar.gz'",
  );
});

test('downloads another version next to the old one, and changes nothing else on a host', () => {
  const rest = (version: string) => {
    const { prepare, commands, ...others } = role('wordpress', rolesOn('host-01', of({ version })));
    const again = commands.map(({ name, check, run }) => ({ name, check, run }));
    return [prepare.slice(1), again, others];
  };
  expect(fetchOf({ version: '6.9' })).toContain("\ncore='/srv/www/core/6.9'\n");
  expect(rest('6.9')).toEqual(rest('6.8.3'));
});

test('PHP can read wp-config.php but not write it, and nginx does not serve it', () => {
  const config = fileAt('/srv/www/core/wp-config.php', rolesOn('host-02'));
  expect(config).toMatchObject({ mode: '0640', owner: 'root', group: 'www-data' });
  expect(config.content.match(/⟦secret:[^⟧]+⟧/g)).toHaveLength(9);
  expect(config.content).toContain("define('WP_HOME', 'https://test.example.com');");
  expect(config.content).toContain("define('DB_HOST', '10.8.0.1');");
});

test('what an earlier wp-config.php loads still exists after a change of the topology', () => {
  const beside = { ...clustered, database: { ...clustered.database, beside: 'mesh' as const } };
  const before = fileAt('/srv/www/core/wp-config.php', rolesOn('host-02', beside)).content;
  const loaded = [...before.matchAll(/^require_once '(.*)';$/gm)].map(([, path = '']) => path);
  expect(loaded).toContain('/usr/local/lib/flotilla/quorum.php');
  expect(loaded).toContain('/usr/local/lib/flotilla/await-database.php');
  for (const path of loaded) expect(fileAt(path, rolesOn('host-02')).content).toContain('<?php');
});

test('every web host has the same wp-config.php', () => {
  const path = '/srv/www/core/wp-config.php';
  expect(fileAt(path, rolesOn('host-02'))).toEqual(fileAt(path, rolesOn('host-01')));
});

test('only the first web host installs the site', () => {
  const names = (host: string) => role('wordpress', rolesOn(host)).commands.map(({ name }) => name);
  expect(names('host-01')).toEqual(['site']);
  expect(names('host-02')).toEqual([]);
});

/** The exit status of the site's check on a host with this release and a database of an earlier version. */
function checkWith(live: string, history: string | undefined): number | null {
  const root = folder();
  for (const path of ['srv/www/content', 'var/lib/flotilla'])
    mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, 'var/lib/flotilla/site-seen'), '');
  symlinkSync(`/srv/www/content/releases/${live}`, join(root, 'srv/www/content/current'));
  if (history !== undefined) writeFileSync(join(root, 'srv/www/content/history'), history);
  const { check } = role('wordpress', rolesOn('host-01')).commands[0] ?? { check: '' };
  const here = check
    .replaceAll(/\/(srv\/www|var\/lib)\//g, `${root}/$1/`)
    .replace(/setpriv .*? check/s, 'false');
  return spawnSync('sh', ['-c', here]).status;
}

test('upgrades the tables for a release that was seen serving, or for the first content, not for an interrupted run’s', () => {
  expect(checkWith('new', 'new 2\nold 1\n')).toBe(1);
  expect(checkWith('first', undefined)).toBe(1);
  expect(checkWith('new', 'old 1\n')).toBe(0);
});

test('a title is data, with any characters', () => {
  const title = `It's "50%" $HOME \`id\` <b>\\n</b> 漢`;
  const roles = rolesOn('host-01', of({ title }));
  expect(JSON.parse(fileAt('/etc/flotilla/site.json', roles).content)).toEqual({
    url: 'https://test.example.com',
    title,
    admin: { user: 'admin', email: 'admin@example.com' },
  });
  const others = roles.map((each) => ({
    ...each,
    files: each.files.filter(({ path }) => !path.endsWith('site.json')),
  }));
  expect(JSON.stringify(others)).not.toContain('50%');
});

test('a PHP string keeps quotes and backslashes', () => {
  expect(phpString(`it's \\ "so"`)).toBe(`'it\\'s \\\\ "so"'`);
});

test('a quoted shell word is one word, with any characters', () => {
  const word = `it's $HOME \`id\` "x" \\ *`;
  expect(execFileSync('sh', ['-c', `printf %s ${quote(word)}`], { encoding: 'utf8' })).toBe(word);
});
