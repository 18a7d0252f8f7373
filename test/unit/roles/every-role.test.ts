import { describe, expect, test } from 'vitest';
import { allHosts, type Declaration } from '../../../actions/src/declaration/declaration.ts';
import type { RoleDesired } from '../../../actions/src/hosts/model/role.ts';
import { PASSWORDS, PROBES, ROLES, rolesOf } from '../../../actions/src/hosts/roles/index.ts';
import { fill, hasSecrets, hasUnknowns } from '../../../actions/src/lib/template.ts';
import { TITLES } from '../../../actions/src/plan/health/health.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import { RELAYED } from '../declaration/declared.ts';
import { declaration as bare, clustered, fileAt, rolesOn as rolesIn, webHost } from './cluster.ts';

const declaration = { ...bare, mail: RELAYED };
const rolesOn = (host: string, cluster: Declaration = declaration) => rolesIn(host, cluster);

const hosts = allHosts(declaration).map(({ name }) => name);
const commandsOf = ({ prepare, commands }: RoleDesired) => [...prepare, ...commands];

test('a primary and a web host have these roles, in this order', () => {
  expect(rolesOf(declaration.primary, declaration)).toEqual(['base', 'vpn', 'database', 'share']);
  expect(rolesOf(webHost('host-09', '10.8.0.9'), declaration)).toEqual([
    'base',
    'vpn',
    'share',
    'web',
    'mail',
    'wordpress',
  ]);
});

test('in a cluster, every host has the mesh and its own copy of the uploads, and one that is no member a proxy', () => {
  expect(rolesOf(clustered.primary, clustered)).toEqual(['base', 'mesh', 'database', 'share', 'sync']);
  expect(rolesOf(webHost('host-09', '10.8.0.9'), clustered)).toEqual([
    'base',
    'mesh',
    'proxy',
    'share',
    'sync',
    'web',
    'mail',
    'wordpress',
  ]);
});

test('every probe has its own column in the table of hosts, and a command without secrets', () => {
  const own = PROBES.map(({ title }) => title);
  expect(TITLES.filter((title) => own.includes(title)).sort()).toEqual([...own].sort());
  expect(PROBES.filter(({ command }) => hasSecrets(command) || hasUnknowns(command))).toEqual([]);
});

test('some role uses every password that a role declares', () => {
  const used = hosts.flatMap((host) =>
    rolesOn(host).flatMap((role) => [
      ...role.files.map(({ content }) => content),
      ...commandsOf(role).map(({ run }) => run),
    ]),
  );
  for (const label of PASSWORDS) expect(used.join('\n')).toContain(`⟦secret:${label}`);
});

test.each([
  ['single', declaration],
  ['cluster', clustered],
])('every host closes the ports that are for the VPN only: %s', (_, cluster) => {
  const roles = ROLES.filter(({ on }) => allHosts(cluster).some((host) => on(host, cluster)));
  const closed = roles
    .flatMap(({ ports }) => ports)
    .filter(({ from, protocol }) => from === undefined && protocol !== 'udp');
  for (const host of hosts) {
    const { content } = fileAt('/etc/flotilla/firewall.nft', rolesOn(host, cluster));
    const [, dropped = ''] = /tcp dport \{ (.*) \} drop/.exec(content) ?? [];
    expect(dropped.split(', ').sort()).toEqual(closed.map(({ port }) => `${port}`).sort());
  }
});

const ON_EACH = hosts.flatMap((host) => [
  [host, 'single', declaration] as const,
  [host, 'cluster', { ...clustered, mail: RELAYED }] as const,
]);

describe.each(ON_EACH)('every role of %s with the topology %s', (host, _, cluster) => {
  const roles = rolesOn(host, cluster);
  const each = roles.map((role) => [role.role, role] as const);

  test('returns the same data each time', () => expect(rolesOn(host, cluster)).toEqual(roles));

  test('has no path in common with another role', () => {
    const paths = roles.flatMap(({ files, links, absent }) =>
      [...files, ...links, ...absent].map(({ path }) => path),
    );
    expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
  });

  test.each(each)('%s has exactly the handlers that its items notify', (_, role) => {
    const notified = [...role.files, ...role.links, ...role.absent, ...commandsOf(role)].flatMap(
      ({ notify = [] }) => notify,
    );
    const names = role.handlers.map(({ name }) => name);
    expect([...new Set(notified)].sort()).toEqual([...names].sort());
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(each)('%s has no two commands with the same name', (_, role) => {
    const names = commandsOf(role).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(each)('%s keeps secrets out of checks, validations, handlers and names', (_, role) => {
    const shown = [
      ...commandsOf(role).flatMap(({ name, summary, check }) => [name, summary, check]),
      ...role.validations.map(({ command }) => command),
      ...role.handlers.map(({ command }) => command),
      ...role.files.map(({ path }) => path),
    ];
    expect(shown.filter((text) => hasSecrets(text) || hasUnknowns(text))).toEqual([]);
  });

  test('only its owner and group can read a file with a secret', () => {
    const files = roles.flatMap((role) => role.files).filter(({ content }) => hasSecrets(content));
    expect(files.filter(({ mode }) => !mode.endsWith('0'))).toEqual([]);
  });

  test('every hole can be filled', () => {
    const secrets = deriveSecrets(
      new Secret('0'.repeat(64)),
      { cluster: 'example', generation: 1 },
      { passwords: PASSWORDS, mailPassword: new Secret('given') },
    );
    const lookup = (kind: string, name: string) =>
      kind === 'secret' ? secrets.value(name).reveal() : '203.0.113.1';
    const templates = roles.flatMap((role) => [
      ...role.files.map(({ content }) => content),
      ...commandsOf(role).map(({ run }) => run),
    ]);
    expect(templates.map((template) => fill(template, lookup)).filter((text) => text.includes('⟦'))).toEqual(
      [],
    );
  });

  test('a secret in a command is in a here-document, never on a command line', () => {
    const lines = roles
      .flatMap(commandsOf)
      .filter(({ run }) => hasSecrets(run))
      .map(({ run }) => run.split(/<<'\w+'.*\n/));
    expect(lines.flatMap(([before = '']) => before).filter(hasSecrets)).toEqual([]);
  });
});

test('a new generation changes every file with secrets, although its secrets are holes', () => {
  const raised = { ...declaration, generation: 2 };
  const holding = (cluster: typeof declaration) =>
    hosts
      .flatMap((host) => rolesOn(host, cluster).flatMap(({ files }) => files))
      .filter(({ content }) => hasSecrets(content));
  const before = holding(declaration).map(({ content }) => content);
  expect(before.length).toBeGreaterThan(0);
  expect(holding(raised).filter(({ content }) => before.includes(content))).toEqual([]);
});

describe('one more web host', () => {
  const more = { ...declaration, web: [...declaration.web, webHost('host-03', '10.8.0.13')] };

  test('changes nothing on the other web hosts', () => {
    expect(rolesOn('host-01', more)).toEqual(rolesOn('host-01'));
    expect(rolesOn('host-02', more)).toEqual(rolesOn('host-02'));
  });

  test('changes only the VPN on the primary: its list of peers, and the address of the new one', () => {
    const before = new Map(
      rolesOn('sql').flatMap(({ files }) => files.map((file) => [file.path, file.content])),
    );
    const after = rolesOn('sql', more).flatMap(({ files }) => files);
    expect(after.filter(({ path, content }) => before.get(path) !== content).map(({ path }) => path)).toEqual(
      ['/etc/openvpn/flotilla-hosts/host-03', '/etc/openvpn/server/flotilla.conf'],
    );
    const withoutFiles = (roles: readonly RoleDesired[]) => roles.map((role) => ({ ...role, files: [] }));
    expect(withoutFiles(rolesOn('sql', more))).toEqual(withoutFiles(rolesOn('sql')));
  });
});
