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

/** A web host with keys and a WordPress of these generations. */
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
    ['a host that does not exist yet has only the new one', undefined, undefined, [3]],
    ['one with the old one gets the new one next to it', web([2], 2), 2, [3, 2]],
    ['a plan that used its own key sees the same', web([2], 2), undefined, [3, 2]],
    ['a listed key is not proven: the one that opened it stays', web([3, 2], 3), 2, [3, 2]],
    ['once the new one opened it, the old ones are removed', web([3, 2, 1], 3), 3, [3]],
    ['a host that was never converged keeps its first key', factsOf(null), 2, [3, 2]],
    ['one that missed a rotation catches up', web([1], 1), 1, [3, 1]],
  ])('%s', (_, facts, opened, expected) => expect(keys(facts, opened)).toEqual(expected));
});

describe('passwords that the database accepts', () => {
  const passwords = (facts: SecretUse['facts']) =>
    acceptedOn(raised.primary, raised, use(facts)).passwords['database-password'];

  it.each([
    [
      'the one of each web host, while they change',
      { 'host-01': web([2], 2), 'host-02': web([3], 3) },
      [3, 2],
    ],
    ['only the new one once all have it', { 'host-01': web([3], 3), 'host-02': web([3], 3) }, [3]],
    [
      'all that it accepted so far while a host does not answer',
      { sql: primary([3, 2]), 'host-01': web([3], 3) },
      [3, 2],
    ],
    [
      'all that it accepted so far if a file is not as applied',
      { sql: primary([2]), 'host-01': web([3], 3), 'host-02': web([3], 3, 'restored by hand') },
      [3, 2],
    ],
    ['none for a host that has no WordPress yet', { 'host-01': web([3], 3), 'host-02': factsOf(null) }, [3]],
  ])('%s', (_, facts, expected) => expect(passwords(facts)).toEqual(expected));
});

test('accepts a limited number of earlier generations', () => {
  const far = { ...declaration, generation: 9 };
  const found = use({ 'host-01': web([2], 2), 'host-02': web([6], 6) }, { 'host-01': 2 });
  expect(acceptedOn(webHost('host-01', '10.8.0.11'), far, found).keys).toEqual([9]);
  expect(acceptedOn(far.primary, far, found).passwords['database-password']).toEqual([9, 6]);
});

test.each([
  ['accepted', primary([3, 2]), true],
  ['not accepted yet', primary([2]), false],
  ['its check fails', primary([3, 2], false), false],
  ['the run that changes it was interrupted', primary([3, 2], true, ['sql/database/command/grant']), false],
  ['the primary does not answer', undefined, false],
])('a web host changes its password only when the primary accepts it: %s', (_, facts, expected) =>
  expect(waitingRoles({ client: web([3], 2), server: facts }, 3)).toEqual(
    expected ? [] : [{ role: 'wordpress', secret: 'database-password' }],
  ),
);
