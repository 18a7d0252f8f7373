import { describe, expect, it } from 'vitest';
import { diffHost } from '../../../actions/src/hosts/diff/diff-host.ts';
import type { Facts, RoleManifest } from '../../../actions/src/hosts/model/facts.ts';
import { type DesiredFile, emptyRole, type RoleDesired } from '../../../actions/src/hosts/model/role.ts';
import { sha256 } from '../../../actions/src/lib/hash.ts';
import { COMMAND, facts, file, OWNED, UNIT, unit, web } from './literals.ts';

describe('a difference triggers handlers and validations', () => {
  const role = web({
    files: [
      file('a\n', { notify: ['reload'] }),
      file('b\n', { path: '/opt/b', notify: ['restart'] }),
      file('c\n', { path: '/opt/c' }),
    ],
    units: [UNIT],
    handlers: ['restart', 'reload', 'other'].map((name) => ({ name, command: name })),
    validations: [{ name: 'nginx', command: 'nginx -t' }],
  });
  const applied = (...wanted: readonly DesiredFile[]): Partial<RoleManifest> => ({
    units: [UNIT.name],
    files: Object.fromEntries(
      wanted.map(({ path, content }) => [
        path,
        { template: sha256(content), content: sha256(content), text: content },
      ]),
    ),
  });
  const onHost = (...wanted: readonly DesiredFile[]) => ({
    files: Object.fromEntries(
      wanted.map(({ path, content }) => [path, { ...OWNED, sha256: sha256(content) }]),
    ),
  });
  const only = (seen: Facts) => {
    const [first] = diffHost('host-01', [role], seen);
    return { handlers: first?.handlers.map(({ name }) => name), validations: first?.validations.length };
  };
  const [a, b, c] = role.files as [DesiredFile, DesiredFile, DesiredFile];
  const running = unit(true, true);

  it.each<[string, Facts, string[] | undefined, number | undefined]>([
    ['everything is new: in the order of the role', facts({}), ['restart', 'reload'], 1],
    ['nothing differs', facts(applied(a, b, c), { ...onHost(a, b, c), ...running }), undefined, undefined],
    ['one file', facts(applied(a, b, c), { ...onHost(a, c), ...running }), ['restart'], 1],
    ['a file that notifies no handler', facts(applied(a, b, c), { ...onHost(a, b), ...running }), [], 1],
    ['a unit', facts(applied(a, b, c), { ...onHost(a, b, c), ...unit(true, false) }), [], 0],
    [
      'a removed file: the handlers of the files next to it',
      facts(applied(a, b, c, file('', { path: '/etc/old' })), { ...onHost(a, b, c), ...running }),
      ['reload'],
      1,
    ],
    [
      'a removed file with none next to it: all handlers',
      facts(applied(a, b, c, file('', { path: '/usr/old' })), { ...onHost(a, b, c), ...running }),
      ['restart', 'reload', 'other'],
      1,
    ],
  ])('%s', (_, seen, handlers, validations) => {
    expect(only(seen)).toEqual({ handlers, validations });
  });
});

describe('roles', () => {
  it('are in the order of the declaration, after the roles that are removed', () => {
    const seen = facts({ units: ['nginx.service'] });
    const desired: RoleDesired[] = [
      { ...emptyRole('base'), units: [UNIT] },
      { ...emptyRole('vpn'), units: [UNIT] },
    ];
    expect(diffHost('host-01', desired, seen).map(({ role }) => role)).toEqual(['web', 'base', 'vpn']);
  });

  it('are left out if nothing differs', () => {
    expect(
      diffHost('host-01', [web({}), { ...emptyRole('vpn'), units: [UNIT] }], facts({})).map(
        ({ role }) => role,
      ),
    ).toEqual(['vpn']);
  });

  it('remove items before their units start', () => {
    const seen = facts({ links: ['/etc/l'] });
    const [first] = diffHost(
      'host-01',
      [web({ units: [UNIT], commands: [COMMAND], files: [file('a')] })],
      seen,
    );
    expect(first?.changes.map(({ step }) => step.kind)).toEqual(['file', 'forget', 'unit', 'command']);
  });
});
