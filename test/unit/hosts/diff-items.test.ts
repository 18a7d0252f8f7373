import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import type { RoleDesired } from '../../../actions/src/hosts/model/role.ts';
import {
  APPLIED,
  COMMAND,
  changes,
  DIRECTORY,
  FAILS,
  facts,
  OWNED,
  PASSES,
  UNENDED,
  UNIT,
  unit,
} from './literals.ts';

type Case = readonly [name: string, wanted: Partial<RoleDesired>, seen: Facts, ...expected: string[]];

const CASES: readonly Case[] = [
  ['nothing wanted', {}, facts({})],
  ['nothing wanted, no manifest', {}, facts(null)],

  ['packages installed', { packages: ['nginx'] }, facts(null, { packages: ['nginx'] })],
  ['packages new', { packages: ['nginx', 'php'] }, facts({}), 'create packages: does not exist yet'],
  [
    'packages removed',
    { packages: ['nginx'] },
    facts({ packages: ['nginx'] }),
    'create packages: was removed from the host',
  ],
  [
    'packages new and removed',
    { packages: ['a', 'b'] },
    facts({ packages: ['a'] }),
    'create packages: does not exist yet',
  ],

  ['directory new', { directories: [DIRECTORY] }, facts({}), 'create directory/srv/a: does not exist yet'],
  [
    'directory as wanted',
    { directories: [DIRECTORY] },
    facts({ directories: ['/srv/a'] }, { directories: { '/srv/a': OWNED } }),
  ],
  [
    'directory removed',
    { directories: [DIRECTORY] },
    facts({ directories: ['/srv/a'] }, { directories: { '/srv/a': null } }),
    'create directory/srv/a: was removed from the host',
  ],
  [
    'directory owner',
    { directories: [DIRECTORY] },
    facts({ directories: ['/srv/a'] }, { directories: { '/srv/a': { ...OWNED, owner: 'www-data' } } }),
    'update directory/srv/a: owner is www-data instead of root',
  ],

  [
    'link new',
    { links: [{ path: '/etc/l', target: 'a' }] },
    facts({}),
    'create link/etc/l: does not exist yet',
  ],
  [
    'link as wanted',
    { links: [{ path: '/etc/l', target: 'a' }] },
    facts({ links: ['/etc/l'] }, { links: { '/etc/l': 'a' } }),
  ],
  [
    'link removed',
    { links: [{ path: '/etc/l', target: 'a' }] },
    facts({ links: ['/etc/l'] }, { links: { '/etc/l': null } }),
    'create link/etc/l: was removed from the host',
  ],
  [
    'link elsewhere',
    { links: [{ path: '/etc/l', target: 'a' }] },
    facts({ links: ['/etc/l'] }, { links: { '/etc/l': 'b' } }),
    'update link/etc/l: points to b instead of a',
  ],

  ['absent new', { absent: [{ path: '/etc/x' }] }, facts({}), 'delete absent/etc/x: must not be there'],
  ['absent as wanted', { absent: [{ path: '/etc/x' }] }, facts({ absent: ['/etc/x'] })],
  [
    'absent is there again',
    { absent: [{ path: '/etc/x' }] },
    facts({ absent: ['/etc/x'] }, { present: ['/etc/x'] }),
    'delete absent/etc/x: is there again',
  ],

  ['unit new', { units: [UNIT] }, facts({}), 'create unit/nginx.service: does not exist yet'],
  ['unit as wanted', { units: [UNIT] }, facts({ units: [UNIT.name] }, unit(true, true))],
  [
    'unit stopped',
    { units: [UNIT] },
    facts({ units: [UNIT.name] }, unit(true, false)),
    'update unit/nginx.service: is stopped',
  ],
  [
    'unit disabled',
    { units: [UNIT] },
    facts({ units: [UNIT.name] }, unit(false, true)),
    'update unit/nginx.service: is not enabled',
  ],
  [
    'unit unknown to systemd',
    { units: [UNIT] },
    facts({ units: [UNIT.name] }),
    'update unit/nginx.service: is stopped, is not enabled',
  ],
  [
    'unit that should be stopped',
    { units: [{ ...UNIT, enabled: false, active: false }] },
    facts({ units: [UNIT.name] }, unit(true, true)),
    'update unit/nginx.service: is running, is enabled',
  ],

  ['command new', { commands: [COMMAND] }, facts({}), 'create command/grant: does not exist yet'],
  ['prepare new', { prepare: [COMMAND] }, facts({}), 'create command/grant: does not exist yet'],
  ['command done', { commands: [COMMAND] }, facts({ commands: APPLIED }, PASSES)],
  ['prepare done', { prepare: [COMMAND] }, facts({ commands: APPLIED }, PASSES)],
  [
    'command undone',
    { commands: [COMMAND] },
    facts({ commands: APPLIED }, FAILS),
    'update command/grant: its check fails',
  ],
  ['command whose check did not end', { commands: [COMMAND] }, facts({ commands: APPLIED }, UNENDED)],
  [
    'command not reported',
    { commands: [COMMAND] },
    facts({ commands: APPLIED }),
    'update command/grant: its check fails',
  ],
  [
    'command run differs',
    { commands: [{ ...COMMAND, run: 'other' }] },
    facts({ commands: APPLIED }, PASSES),
    'update command/grant: the declaration changed',
  ],
  [
    'command check differs',
    { commands: [{ ...COMMAND, check: 'other' }] },
    facts({ commands: APPLIED }, FAILS),
    'update command/grant: the declaration changed, its check fails',
  ],

  [
    'no longer declared',
    {},
    facts({
      packages: ['nginx'],
      directories: ['/srv/a'],
      files: { '/etc/f': { template: 't', content: 'c', text: '' } },
      links: ['/etc/l'],
      absent: ['/etc/x'],
      units: ['nginx.service'],
      commands: APPLIED,
    }),
    'delete link/etc/l: no longer declared',
    'delete file/etc/f: no longer declared',
    'delete absent/etc/x: no longer declared',
    'delete directory/srv/a: no longer declared',
    'delete unit/nginx.service: no longer declared',
    'delete package/nginx: no longer declared',
    'delete command/grant: no longer declared',
  ],
  [
    'left unfinished, even if it is as declared by now',
    { commands: [COMMAND], units: [UNIT], packages: ['nginx'] },
    facts(
      {
        commands: APPLIED,
        units: [UNIT.name],
        unfinished: ['host-01/web/command/grant', 'host-01/web/unit/nginx.service', 'host-01/web/packages'],
      },
      { ...PASSES, ...unit(true, true), packages: ['nginx'] },
    ),
    'create packages: the last run did not finish it',
    'update unit/nginx.service: the last run did not finish it',
    'update command/grant: the last run did not finish it',
  ],
];

describe('an item', () => {
  it.each(CASES.map(([name, wanted, seen, ...expected]) => ({ name, wanted, seen, expected })))(
    '$name',
    ({ wanted, seen, expected }) => {
      const lines = changes(wanted, seen).map(
        ({ action, address, reason }) => `${action} ${address.slice(12)}: ${reason}`,
      );
      expect(lines).toEqual(expected);
    },
  );

  it('names only the packages that are missing', () => {
    const [change] = changes({ packages: ['nginx', 'php', 'openvpn'] }, facts({}, { packages: ['php'] }));
    expect(change?.step).toEqual({ kind: 'packages', names: ['nginx', 'openvpn'] });
  });
});
