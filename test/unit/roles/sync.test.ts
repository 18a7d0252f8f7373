import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import { emptyEntry } from '../../../actions/src/hosts/model/manifest.ts';
import { hasIdentity } from '../../../actions/src/hosts/roles/identity.ts';
import { clustered, declaration, fileAt, role, rolesOn, withFingerprint } from './cluster.ts';

const CONFIG = '/etc/flotilla/syncthing.xml';
const UPLOADS = '/etc/nginx/flotilla/uploads.conf';
const config = (...more: [facts?: Record<string, Facts>, away?: Set<string>]) =>
  fileAt(CONFIG, rolesOn('host-01', clustered, ...more)).content;

const withDevice = (syncthing: string, more: Partial<Facts> = {}): Facts => ({
  ...withFingerprint(''),
  identities: { wireguard: 'key', syncthing },
  ...more,
});
const remembering = (text: string): Partial<Facts> => ({
  manifest: {
    version: 1,
    roles: { sync: { ...emptyEntry, files: { [CONFIG]: { template: '', content: '', text } } } },
  },
});

describe('Syncthing', () => {
  test('knows the other hosts by device ID, at their addresses in the mesh', () => {
    const text = config({ sql: withDevice('SQL-234'), 'host-01': withDevice('OWN-234') });
    expect(text).toContain('<device id="SQL-234" name="sql"');
    expect(text).toContain('<device id="⟦fact:host-02/syncthing⟧" name="host-02"');
    expect(text.match(/<address>.*<\/address>/g)).toEqual([
      '<address>tcp://10.8.0.1:22000</address>',
      '<address>tcp://10.8.0.12:22000</address>',
    ]);
    expect(text).not.toContain('OWN-234');
  });

  test('shares the uploads with each of them', () => {
    const facts = { sql: withDevice('SQL-234'), 'host-02': withDevice('TWO-234') };
    const [folder = ''] = /<folder.*<\/folder>/s.exec(config(facts)) ?? [];
    expect(folder.match(/<device .*\/>/g)).toEqual(['<device id="SQL-234"/>', '<device id="TWO-234"/>']);
  });

  test.each([
    'globalAnnounceEnabled',
    'localAnnounceEnabled',
    'relaysEnabled',
    'natEnabled',
    'crashReportingEnabled',
  ])('has no %s', (option) => expect(config()).toContain(`<${option}>false</${option}>`));

  test('listens in the mesh alone', () => {
    expect(config().match(/<listenAddress>.*/g)).toEqual([
      '<listenAddress>tcp://10.8.0.11:22000</listenAddress>',
    ]);
    expect(config()).toContain('<gui enabled="false"/>');
  });

  test('still knows a host that is away, but not one whose droplet is gone', () => {
    const before = config({ sql: withDevice('SQL-234'), 'host-02': withDevice('TWO-234') });
    const facts = { 'host-01': withDevice('OWN-234', remembering(before)), sql: withDevice('SQL-234') };
    expect(config(facts, new Set(['host-02']))).toBe(before);
    expect(config(facts)).toContain('⟦fact:host-02/syncthing⟧');
  });
});

test('a host without its Syncthing key must make one before the others are configured', () => {
  expect(hasIdentity(withDevice('OWN-234'), clustered)).toBe(true);
  expect(hasIdentity(withDevice('OWN-234', { commands: { 'sync/key': false } }), clustered)).toBe(false);
  expect(hasIdentity({ ...withDevice(''), identities: { wireguard: 'key' } }, clustered)).toBe(false);
});

describe('a missing upload', () => {
  test('comes from the other web hosts, never from the primary', () => {
    const { content } = fileAt(UPLOADS, rolesOn('host-01', clustered));
    expect(content.match(/server 10.*:\d+/g)).toEqual(['server 10.8.0.12:8081']);
    expect(content).toContain('\n\t\tlisten 10.8.0.11:8081;\n');
    expect(content).toContain('error_page 403 = @elsewhere;');
  });

  test('is missing if there is no other web host', () => {
    const alone = { ...clustered, web: clustered.web.slice(0, 1) };
    const { content } = fileAt(UPLOADS, rolesOn('host-01', alone));
    expect(content).toContain('error_page 403 = @missing;');
    expect(content).not.toContain('elsewhere');
  });

  test('is missing if the primary has all uploads', () => {
    const { content } = fileAt(UPLOADS, rolesOn('host-01', declaration));
    expect(content).not.toMatch(/elsewhere|8081|10\.8\./);
  });
});

test('PHP’s user owns the uploads on every host', () => {
  for (const [host, path] of [
    ['sql', '/srv/flotilla/uploads'],
    ['host-01', '/srv/flotilla/own-uploads'],
  ] as const) {
    const { directories } = role('sync', rolesOn(host, clustered));
    expect(directories).toContainEqual({
      ...{ path, mode: '0755' },
      ...{ owner: 'www-data', group: 'www-data' },
    });
  }
});

test('a plan that makes a lost key also takes it into use', () => {
  const { prepare, commands } = role('sync', rolesOn('host-01', clustered));
  const [made, used] = [...prepare, ...commands];
  expect([made?.name, used?.name]).toEqual(['key', 'key in use']);
  expect(used?.check).toContain(`${made?.check} && `);
});
