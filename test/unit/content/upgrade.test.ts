import { expect, test } from 'vitest';
import type { ContentHost, HostState } from '../../../actions/src/content/content-host.ts';
import { readDump } from '../../../actions/src/content/dumps.ts';
import { openRestore } from '../../../actions/src/content/switch/restore.ts';
import { switchAll } from '../../../actions/src/content/switch/switch-all.ts';
import { coreChange, Upgrade } from '../../../actions/src/content/switch/upgrade.ts';
import type { HostConnection } from '../../../actions/src/hosts/link/connection.ts';
import { PASSWORDS } from '../../../actions/src/hosts/roles/index.ts';
import { silent } from '../../../actions/src/run/progress.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import { done, wordsOf } from '../hosts/requests.ts';
import { EXAMPLE as declaration } from '../plan/example.ts';

const state = (live: string | null, kept: string | null = live): HostState => ({
  live: 'now',
  history: kept === null ? [] : [{ release: 'before', at: 1 }],
  cores: { live, kept },
});
const change = { from: '6.8', to: '7.1', release: 'before' };

test.each([
  ['served by all', [state('7.1'), state('7.1')], undefined],
  ['served by none', [state('6.8'), state('6.8')], { ...change, isResumed: false }],
  [
    'live on one host because of a killed run',
    [state('7.1', '6.8'), state('6.8')],
    { ...change, isResumed: true },
  ],
  ['live on all hosts, but never seen serving', [state('7.1', '6.8')], { ...change, isResumed: true }],
  ['missing on a host that was away', [state('7.1'), state('6.8')], { ...change, isResumed: false }],
  [
    'rolled back on all hosts except one that was away',
    [state('6.8'), state('6.8'), state('7.1')],
    { ...change, isResumed: false },
  ],
  ['there before the first sync', [state('6.8', null)], { ...change, release: 'now', isResumed: false }],
])('a WordPress that is %s', (_, hosts, expected) => {
  expect(coreChange('7.1', hosts)).toEqual(expected);
});

test('the name of a dump gives the version and release that were live with it', () => {
  const release = '0123456789abcdef';
  expect(readDump(`20261123T124421Z-6.8.12-${release}`)).toEqual({ core: '6.8.12', release });
  expect(readDump(`20261123T124421Z-6.9-RC1-${release}`)).toEqual({ core: '6.9-RC1', release });
  expect(readDump('../../etc/passwd')).toBeUndefined();
});

const DUMP = '20261123T124421Z-6.8-before';
const secrets = deriveSecrets(
  new Secret('ab'.repeat(32)),
  { cluster: 'example', generation: 1 },
  { passwords: PASSWORDS },
);

/** A primary and a host that serves no pages. They record the commands that they receive; `fails` is the verb that fails. */
function cluster(fails = 'nothing') {
  const commands: string[] = [];
  const answers: Record<string, object> = {
    ...{ make: { name: DUMP }, list: { names: [DUMP] }, load: {}, swap: {}, back: {}, end: { saved: null } },
    ...{
      switch: { was: 'now', live: 'next' },
      log: { line: null },
      history: { ...state('6.8'), live: 'before' },
      ask: { pages: [] },
    },
  };
  const connectionOf = (name: string): HostConnection => ({
    run: async (command, { input } = {}) => {
      const [verb, ...subjects] = wordsOf(command, input);
      commands.push([name, verb, ...subjects].join(' '));
      if (verb === fails) return { code: 1, stdout: '', stderr: `${verb} is impossible` };
      return { code: 0, stdout: done(answers[verb] ?? {}), stderr: '' };
    },
    close: () => {},
  });
  const hostOf = (name: string) => ({ name, connection: connectionOf(name) });
  // Nothing listens there.
  const web: ContentHost = { ...hostOf('web'), address: '127.0.0.1', placeholder: undefined };
  const primary = hostOf('sql');
  const terms = { hosts: [web], primary, stores: [primary], declaration, secrets, progress: silent };
  const found = [{ host: web, state: state('6.8') }];
  return { commands, switching: { ...terms, found, needed: [], release: 'next', mayGoOn: () => {} } };
}

test('dumps the database before a host switches, and explains how to restore it if the switch fails', async () => {
  const { commands, switching } = cluster();
  const database = new Upgrade({ ...change, isResumed: false }, switching);
  await expect(switchAll({ ...switching, database })).rejects.toThrow(
    new RegExp(
      `web: page / fails: .*serve what they served.*enter ${DUMP} under "database"\\. Anything written since is lost\\.$`,
      's',
    ),
  );
  expect(commands.map((line) => line.replace(/ \d+$/, ''))).toEqual([
    'sql make wordpress 6.8 before',
    'web switch next',
    'web sh -s',
    `web ask ${declaration.domain} / /wp-login.php`,
    'web log',
    'web switch before',
    'web history',
  ]);
});

test('switches no host if the database cannot be dumped', async () => {
  const { commands, switching } = cluster('make');
  const database = new Upgrade({ ...change, isResumed: false }, switching);
  await expect(switchAll({ ...switching, database })).rejects.toThrow('sql: make is impossible');
  expect(commands).toEqual(['sql make wordpress 6.8 before']);
});

test('dumps the database again after a killed run, and names both dumps', async () => {
  const { commands, switching } = cluster('sh');
  const database = new Upgrade({ ...change, isResumed: true }, switching);
  await expect(switchAll({ ...switching, database })).rejects.toThrow(
    new RegExp(
      `An unfinished run had started it and made the dump ${DUMP}\\..* enter ${DUMP} under "database"`,
      's',
    ),
  );
  expect(commands.slice(0, 3)).toEqual(['sql list', 'sql make wordpress 6.8 before', 'web switch next']);
});

test('undoes a restore together with the switch', async () => {
  const { commands, switching } = cluster();
  const database = await openRestore(DUMP, switching);
  expect(database.release).toBe('before');
  await expect(switchAll({ ...switching, database })).rejects.toThrow(/The database is as it was before\.$/);
  const before = ['sql list', 'web history', `sql load wordpress ${DUMP}`];
  const seen = commands.filter((line) => !line.startsWith('web log'));
  const undone = ['web switch before', 'web history', 'sql back wordpress'];
  const asked = `web ask ${declaration.domain} / /wp-login.php`;
  expect(seen).toEqual([...before, 'web switch next', 'sql swap wordpress 6.8 before', asked, ...undone]);
});

test('lists the existing dumps if the requested one does not exist', async () => {
  const { commands, switching } = cluster();
  await expect(openRestore('yesterday', switching)).rejects.toThrow(
    `sql has no dump "yesterday". Enter one of these (newest first): ${DUMP}.`,
  );
  expect(commands).toEqual(['sql list']);
});
