import { describe, expect, it, test } from 'vitest';
import { type Settings, settingsIn, unlessRefused } from '../../../actions/src/hosts/roles/settings.ts';
import { host, observe, put, useHost } from './observing.ts';

useHost();

const FILES = ['/etc/program.d/*.conf'];
const overridden = async (settings: Partial<Settings>) => {
  const whole = { program: 'program', ask: 'true', wanted: {}, files: FILES, ...settings };
  put('/etc/flotilla/settings/base.json', JSON.stringify([whole]));
  return (await observe()).health?.overridden;
};
const said = (text: string) => `printf '%s\\n' '${text}'`;

describe('settings that are not in effect', () => {
  it('are reported with the file that sets them', async () => {
    put('/etc/program.d/50-flotilla.conf', 'Limit 3\n');
    put('/etc/program.d/99-other.conf', 'Limit = 7\n');
    expect(await overridden({ ask: said('limit 7'), wanted: { Limit: '3' } })).toEqual([
      { program: 'program', setting: 'Limit', wanted: '3', is: '7', by: '/etc/program.d/99-other.conf' },
    ]);
  });

  it('of PHP are found under the name that a pool uses', async () => {
    put('/etc/program.d/zzz.conf', '[flotilla]\nphp_admin_value[memory_limit] = 32M\n');
    expect(await overridden({ ask: said('memory_limit = 32M'), wanted: { memory_limit: '128M' } })).toEqual([
      expect.objectContaining({ is: '32M', by: '/etc/program.d/zzz.conf' }),
    ]);
  });

  it('have no file if the running program was changed', async () => {
    expect(await overridden({ ask: said('a = 2'), wanted: { a: '1' } })).toEqual([
      expect.objectContaining({ setting: 'a', is: '2', by: null }),
    ]);
  });

  it('are reported with the file that the program itself names', async () => {
    const ask = said('configuration = unknown directive in /etc/program.d/x:1');
    expect(await overridden({ ask, wanted: { configuration: 'accepted' } })).toEqual([
      expect.objectContaining({ by: '/etc/program.d/x' }),
    ]);
  });
});

test.each([
  [
    'another spelling',
    'a 134217728\nb ON\nc without-password\nd_e no',
    { a: '128M', b: '1', c: 'prohibit-password', 'd-e': 'off' },
  ],
  ['a setting that is not printed', 'other = 1', { a: '1' }],
  ['a program that prints nothing', '', { a: '1' }],
])('%s is not a difference', async (_, printed, wanted) => {
  expect(await overridden({ ask: said(printed), wanted })).toEqual([]);
});

test('only lines with a single value count as settings of our files', () => {
  const text =
    '# Written\n[section]\n-vm.swappiness = 10\nPermitRootLogin no\nenv[A] = b\nlist a b\n; c = d\n';
  expect(settingsIn(text)).toEqual({ 'vm.swappiness': '10', PermitRootLogin: 'no', 'env[A]': 'b' });
});

test.each([
  [
    'nginx',
    '2026/11/26 10:52:47 [emerg] 26#26: unknown directive "x" in /etc/x:1',
    'unknown directive "x" in /etc/x:1',
  ],
  ['PHP-FPM', "[26-Nov-2026 10:52:47] ERROR: [/etc/x:2] unknown entry 'x'", "[/etc/x:2] unknown entry 'x'"],
])('an error of %s is reported by its first line', async (_, printed, why) => {
  put('/printed', `a warning\n${printed}\nERROR: the test failed\n`);
  const ask = unlessRefused(`sh -c 'cat ${host.root}/printed; exit 1'`, 'echo "configuration = accepted"');
  expect(await overridden({ ask, wanted: { configuration: 'accepted' } })).toEqual([
    expect.objectContaining({ setting: 'configuration', is: why, by: '/etc/x' }),
  ]);
});
