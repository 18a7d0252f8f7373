import { expect, test } from 'vitest';
import type { ContentHost, HostState } from '../../../actions/src/content/content-host.ts';
import { readDump } from '../../../actions/src/content/dumps.ts';
import { openRestore } from '../../../actions/src/content/switch/restore.ts';
import { switchAll } from '../../../actions/src/content/switch/switch-all.ts';
import { coreChange, Upgrade } from '../../../actions/src/content/switch/upgrade.ts';
import type { HostConnection } from '../../../actions/src/hosts/link/connection.ts';
import { silent } from '../../../actions/src/run/progress.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import { EXAMPLE as declaration } from '../plan/example.ts';

const state = (live: string | null, kept: string | null = live): HostState => ({
  live: 'now',
  history: kept === null ? [] : [{ release: 'before', at: 1 }],
  cores: { live, kept },
});
const change = { from: '6.8', to: '7.1', release: 'before' };

test.each([
  ['served by all', [state('7.1'), state('7.1')], undefined],
  ['served by none', [state('6.8'), state('6.8')], { ...change, isBegun: false }],
  [
    'switched to on one host by a run that was killed',
    [state('7.1', '6.8'), state('6.8')],
    { ...change, isBegun: true },
  ],
  ['switched to on all, and not seen serving', [state('7.1', '6.8')], { ...change, isBegun: true }],
  ['not yet on a host that was away', [state('7.1'), state('6.8')], { ...change, isBegun: false }],
  [
    'rolled back on all but a host that was away then',
    [state('6.8'), state('6.8'), state('7.1')],
    { ...change, isBegun: false },
  ],
  ['before the first sync', [state('6.8', null)], { ...change, release: 'now', isBegun: false }],
])('a WordPress that is %s', (_, hosts, expected) => {
  expect(coreChange('7.1', hosts)).toEqual(expected);
});

test('a dump’s name tells what was live with it, whatever the version’s form', () => {
  const release = '0123456789abcdef';
  expect(readDump(`20261123T124421Z-6.8.12-${release}`)).toEqual({ core: '6.8.12', release });
  expect(readDump(`20261123T124421Z-6.9-RC1-${release}`)).toEqual({ core: '6.9-RC1', release });
  expect(readDump('../../etc/passwd')).toBeUndefined();
});

const DUMP = '20261123T124421Z-6.8-before';
const secrets = deriveSecrets(new Secret('ab'.repeat(32)), { cluster: 'example', generation: 1 });

/** A primary and a host that serves no page, which write down what they are told; `fails`: a word of what fails. */
function cluster(fails = 'nothing') {
  const told: string[] = [];
  const answers: Record<string, unknown> = {
    ...{ make: { name: DUMP }, list: { names: [DUMP] }, load: {}, swap: {}, back: {}, end: { saved: null } },
    ...{
      switch: { was: 'now', live: 'next' },
      log: { line: null },
      history: { ...state('6.8'), live: 'before' },
      [declaration.domain]: [],
    },
  };
  const connectionOf = (name: string): HostConnection => ({
    run: async (command) => {
      const [verb = '', ...subjects] = command.replace('python3 -IS - ', '').split(' ');
      told.push([name, verb, ...subjects].join(' '));
      if (verb === fails) return { code: 1, stdout: '', stderr: `${verb} is impossible` };
      return { code: 0, stdout: JSON.stringify(answers[verb] ?? {}), stderr: '' };
    },
    close: () => {},
  });
  const hostOf = (name: string) => ({ name, connection: connectionOf(name) });
  // Nothing listens there.
  const web: ContentHost = { ...hostOf('web'), address: '127.0.0.1', placeholder: undefined };
  const terms = { hosts: [web], primary: hostOf('sql'), declaration, secrets, progress: silent };
  const found = [{ host: web, state: state('6.8') }];
  return { told, switching: { ...terms, found, needed: [], release: 'next', mayGoOn: () => {} } };
}

test('the database is dumped before a host switches, and the way back is said where it fails', async () => {
  const { told, switching } = cluster();
  const database = new Upgrade({ ...change, isBegun: false }, switching);
  await expect(switchAll({ ...switching, database })).rejects.toThrow(
    new RegExp(
      `web fails at /.*serves again what it served.*enter ${DUMP} under "database"\\. Anything written since is lost$`,
      's',
    ),
  );
  expect(told.map((line) => line.replace(/ \d+$/, ''))).toEqual([
    'sql make wordpress 6.8 before',
    'web switch next',
    'web sh -s',
    `web ${declaration.domain} fresh / /wp-login.php`,
    'web log',
    'web switch before',
    'web history',
  ]);
});

test('where no dump can be made nothing is switched', async () => {
  const { told, switching } = cluster('make');
  const database = new Upgrade({ ...change, isBegun: false }, switching);
  await expect(switchAll({ ...switching, database })).rejects.toThrow('sql: make is impossible');
  expect(told).toEqual(['sql make wordpress 6.8 before']);
});

test('what a killed run dumped may lack what was written since: it is dumped again, and both are said', async () => {
  const { told, switching } = cluster('sh');
  const database = new Upgrade({ ...change, isBegun: true }, switching);
  await expect(switchAll({ ...switching, database })).rejects.toThrow(
    new RegExp(
      `A run that did not end had begun it, and dumped ${DUMP}\\..* enter ${DUMP} under "database"`,
      's',
    ),
  );
  expect(told.slice(0, 3)).toEqual(['sql list', 'sql make wordpress 6.8 before', 'web switch next']);
});

test('a restore is undone with the switch', async () => {
  const { told, switching } = cluster();
  const database = await openRestore(DUMP, switching);
  expect(database.release).toBe('before');
  await expect(switchAll({ ...switching, database })).rejects.toThrow(/The database is as it was\.$/);
  const before = ['sql list', 'web history', `sql load wordpress ${DUMP}`];
  const seen = told.filter((line) => !line.startsWith('web log'));
  const undone = ['web switch before', 'web history', 'sql back wordpress'];
  const asked = `web ${declaration.domain} fresh / /wp-login.php`;
  expect(seen).toEqual([...before, 'web switch next', 'sql swap wordpress 6.8 before', asked, ...undone]);
});

test('a restore of no dump says which there are', async () => {
  const { told, switching } = cluster();
  await expect(openRestore('yesterday', switching)).rejects.toThrow(
    `There is no dump "yesterday" on sql. There are, newest first: ${DUMP}.`,
  );
  expect(told).toEqual(['sql list']);
});
