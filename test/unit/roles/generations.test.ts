import { describe, expect, it, test } from 'vitest';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import { emptyEntry } from '../../../actions/src/hosts/model/manifest.ts';
import { acceptedOn, type SecretUse, waitingRoles } from '../../../actions/src/hosts/roles/generations.ts';
import { AUTHORIZED_KEYS, WP_CONFIG } from '../../../actions/src/hosts/roles/shared.ts';
import { secret } from '../../../actions/src/lib/template.ts';
import { facts as factsOf } from '../hosts/literals.ts';
import { declaration, webHost } from './cluster.ts';

const raised = { ...declaration, generation: 3 };
const OWNED = { mode: '0600', owner: 'root', group: 'root' };
const applied = (label: string, ...generations: number[]) => ({
  template: '',
  content: 'as applied',
  text: generations.map((generation) => secret(label, generation)).join('\n'),
});

/** A web host whose keys and whose WordPress are of these generations. */
const web = (keys: number[], password: number, found = 'as applied'): Facts =>
  factsOf(null, {
    files: { [WP_CONFIG]: { sha256: found, ...OWNED } },
    manifest: {
      version: 1,
      roles: {
        base: { ...emptyEntry, files: { [AUTHORIZED_KEYS]: applied('ssh-deploy-public', ...keys) } },
        wordpress: { ...emptyEntry, files: { [WP_CONFIG]: applied('database-password', password) } },
      },
    },
  });
const primary = (generations: number[], passes = true, unfinished: string[] = []): Facts =>
  factsOf(null, {
    commands: { 'database/grant': passes },
    manifest: {
      version: 1,
      roles: {
        database: {
          ...emptyEntry,
          commands: { grant: { check: '', template: '', generations } },
          unfinished,
        },
      },
    },
  });
const use = (facts: SecretUse['facts'], opened: SecretUse['opened'] = {}): SecretUse => ({
  facts,
  opened,
  present: ['sql', 'host-01', 'host-02'],
});

describe('keys that open a host', () => {
  const keys = (facts: Facts | undefined, opened?: number) =>
    acceptedOn(webHost('host-01', '10.8.0.11'), raised, use({ 'host-01': facts }, { 'host-01': opened }))
      .keys;

  it.each([
    ['a host that is not there yet has the new one only', undefined, undefined, [3]],
    ['one that has the old one gets the new one beside it', web([2], 2), 2, [3, 2]],
    ['so does a plan see it that was opened by its own key', web([2], 2), undefined, [3, 2]],
    ['listed is not proven: what opened it stays', web([3, 2], 3), 2, [3, 2]],
    ['once the new one opened it, the old ones go', web([3, 2, 1], 3), 3, [3]],
    ['a host never converged keeps the key it was born with', factsOf(null), 2, [3, 2]],
    ['one that missed a rotation catches up', web([1], 1), 1, [3, 1]],
  ])('%s', (_, facts, opened, expected) => expect(keys(facts, opened)).toEqual(expected));
});

describe('passwords that the database takes', () => {
  const passwords = (facts: SecretUse['facts']) =>
    acceptedOn(raised.primary, raised, use(facts)).passwords['database-password'];

  it.each([
    ['of each web host, while they change over', { 'host-01': web([2], 2), 'host-02': web([3], 3) }, [3, 2]],
    ['the new one alone once all have it', { 'host-01': web([3], 3), 'host-02': web([3], 3) }, [3]],
    [
      'all it took so far while a host does not answer',
      { sql: primary([3, 2]), 'host-01': web([3], 3) },
      [3, 2],
    ],
    [
      'all it took so far where a file is not as applied',
      { sql: primary([2]), 'host-01': web([3], 3), 'host-02': web([3], 3, 'restored by hand') },
      [3, 2],
    ],
    ['none for a host that has no WordPress yet', { 'host-01': web([3], 3), 'host-02': factsOf(null) }, [3]],
  ])('%s', (_, facts, expected) => expect(passwords(facts)).toEqual(expected));
});

test('how far back is bounded', () => {
  const far = { ...declaration, generation: 9 };
  const found = use({ 'host-01': web([2], 2), 'host-02': web([6], 6) }, { 'host-01': 2 });
  expect(acceptedOn(webHost('host-01', '10.8.0.11'), far, found).keys).toEqual([9]);
  expect(acceptedOn(far.primary, far, found).passwords['database-password']).toEqual([9, 6]);
});

test.each([
  ['taken', primary([3, 2]), true],
  ['not taken yet', primary([2]), false],
  ['its check fails', primary([3, 2], false), false],
  [
    'the run that was to make it so was cut off',
    primary([3, 2], true, ['sql/database/command/grant']),
    false,
  ],
  ['the primary is away', undefined, false],
])('a web host changes over only when the primary takes the password: %s', (_, facts, expected) =>
  expect(waitingRoles({ client: web([3], 2), server: facts }, 3)).toEqual(
    expected ? [] : [{ role: 'wordpress', secret: 'database-password' }],
  ),
);
