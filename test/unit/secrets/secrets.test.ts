import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';

const root = new Secret('ab'.repeat(32));
const scope = { cluster: 'example', generation: 1 };
const passwords = ['database-password', 'wordpress-admin-password', 'wordpress-salt/AUTH_KEY'];

test('a secret never prints itself', () => {
  const secret = new Secret('hunter2');
  const printed = [`${secret}`, JSON.stringify({ secret }), inspect({ secret }), String(secret)].join(' ');
  expect(printed).not.toContain('hunter2');
  expect(secret.reveal()).toBe('hunter2');
});

test('the same root gives the same values, and each label, cluster and generation gives another', () => {
  const value = (cluster: string, generation: number, label: string) =>
    deriveSecrets(root, { cluster, generation }, { passwords }).value(label).reveal();
  expect(value('example', 1, 'database-password')).toBe(value('example', 1, 'database-password'));
  const all = [
    value('example', 1, 'database-password'),
    value('example', 1, 'wordpress-admin-password'),
    value('example', 1, 'wordpress-salt/AUTH_KEY'),
    value('example', 2, 'database-password'),
    value('other', 1, 'database-password'),
  ];
  expect(new Set(all).size).toBe(all.length);
  expect(all[0]).toHaveLength(64);
});

test('ssh-keygen reads the derived private key and finds the derived public one', () => {
  const { privateKey, publicKey } = deriveSecrets(root, scope).hostKey('host-01');
  const file = join(mkdtempSync(join(tmpdir(), 'flotilla-')), 'key');
  writeFileSync(file, privateKey.reveal(), { mode: 0o600 });
  expect(execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' }).trim()).toBe(publicKey);
});

test('a malformed cluster secret says how to create one', () => {
  expect(() => deriveSecrets(new Secret('short'), scope)).toThrow(/openssl rand -hex 32/);
});

test('a label with a generation gives the secret of that generation', () => {
  const [first, second] = [1, 2].map((generation) =>
    deriveSecrets(root, { cluster: 'example', generation }, { passwords }),
  );
  const value = (label: string) => second?.value(label).reveal();
  expect(value('database-password@1')).toBe(first?.value('database-password').reveal());
  expect(value('database-password@2')).toBe(value('database-password'));
  expect(value('ssh-deploy-public@1')).toBe(first?.deployKey.publicKey);
  expect(value('host-key/host-01@1')).toBe(first?.hostKey('host-01').privateKey.reveal());
  expect(value('host-key-public/host-01')).toBe(second?.hostKey('host-01').publicKey);
  expect(second?.deployKeyOf(1).sha256).toBe(first?.deployKey.sha256);
  expect(() => value('database-password@3')).toThrow('database-password@3');
});

test('refuses an unknown label', () => {
  expect(() => deriveSecrets(root, scope, { passwords }).value('database-pasword')).toThrow(
    'database-pasword',
  );
});
