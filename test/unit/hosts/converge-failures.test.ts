import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { convergeHost } from '../../../actions/src/hosts/converge/converge-host.ts';
import { emptyRole } from '../../../actions/src/hosts/model/role.ts';
import {
  addresses,
  at,
  by,
  converge,
  diff,
  file,
  host,
  lookup,
  put,
  read,
  useHost,
  web,
} from './converging.ts';
import { own } from './local-host.ts';

useHost();

/** The stat result and link target of everything below /etc, including times. */
const listing = (): string[] =>
  execFileSync('find', [at('/etc'), '-mindepth', '1', '-printf', '%P %y %m %u %g %l %s %T@\n'], {
    encoding: 'utf8',
  })
    .split('\n')
    .sort();

describe('a role that fails', () => {
  it('keeps the old files if a new one does not validate', async () => {
    await converge(web({ files: [file('/etc/a', 'old\n'), file('/etc/z', 'old\n')] }));
    const bad = file('/etc/z', 'bad\n', { validate: 'echo looked at; cat {}; exit 2' });
    await expect(converge(web({ files: [file('/etc/a', 'new\n'), bad] }))).rejects.toThrow(
      /file\/etc\/z: its validation ended with status 2: bad\. The role's files .*\n {4}looked at\n {4}bad$/,
    );
    expect([read('/etc/a'), read('/etc/z')]).toEqual(['old\n', 'old\n']);
  });

  it('restores everything exactly if the validation of the whole role fails', async () => {
    put('/etc/file', 'old file\n');
    utimesSync(at('/etc/file'), 1000, 2000);
    symlinkSync('old-target', at('/etc/link'));
    put('/etc/gone', 'should go\n');
    mkdirSync(at('/etc/empty'));
    const before = listing();
    const role = web({
      files: [file('/etc/file', 'new\n'), file('/etc/added', 'new\n')],
      links: ['link', 'added-link'].map((name) => ({ path: `/etc/${name}`, target: 'new-target' })),
      absent: [{ path: '/etc/gone' }, { path: '/etc/empty' }],
      validations: [{ name: 'config', command: `ls ${at('/etc')}; exit 1` }],
    });
    await expect(converge(role)).rejects.toThrow(
      /validation\/config: the validation ended with status 1: link\. The role's files were put back.*\n {4}added\n {4}added-link\n {4}file\n {4}link$/,
    );
    expect(listing()).toEqual(before);
    expect((await addresses(role))[0]).toBe('host-01/web/file/etc/file: the last run did not finish it');
  });

  it('stops the roles after it, and is repeated with its handlers by the next run', async () => {
    const reload = `test -e ${at('/etc/repaired')} && touch ${at('/etc/reloaded')}`;
    const broken = {
      ...emptyRole('base'),
      files: [file('/etc/b', 'b', { notify: ['reload'] })],
      handlers: [{ name: 'reload', command: reload }],
    };
    const after = web({ files: [file('/etc/w', 'w')] });
    await expect(converge(broken, after)).rejects.toThrow(
      'host-01/base/handler/reload: its command ended with status 1',
    );
    expect(existsSync(at('/etc/w'))).toBe(false);
    put('/etc/repaired', '');
    await converge(broken, after);
    expect(existsSync(at('/etc/reloaded'))).toBe(true);
    expect(await addresses(broken, after)).toEqual([]);
  });

  it('names an owner that does not exist on the host', async () => {
    const role = web({
      directories: [{ path: '/srv/x', mode: '0755', owner: 'no-such-user', group: own.group }],
    });
    await expect(converge(role)).rejects.toThrow(
      /directory\/srv\/x: .*no-such-user.*\. Check that its owner exists/,
    );
  });
});

describe('an interrupted run', () => {
  const role = (command: string) =>
    web({ files: [file('/etc/a', 'a\n', { notify: ['reload'] })], handlers: [{ name: 'reload', command }] });

  it('is repeated by the next run, including the handlers of repaired drift', async () => {
    await converge(role('true'));
    writeFileSync(at('/etc/a'), 'by hand\n');
    // The handler kills the host's own process. By then the file is repaired, and only a note records the rest.
    await expect(converge(role('kill -KILL $PPID'))).rejects.toThrow(
      /stopped after host-01\/web\/handler\/reload had started/,
    );
    expect(read('/etc/a')).toBe('a\n');
    expect(await addresses(role('true'))).toEqual(['host-01/web/file/etc/a: the last run did not finish it']);
    await converge(role(`touch ${at('/etc/reloaded')}`));
    expect(existsSync(at('/etc/reloaded'))).toBe(true);
    expect(await addresses(role('true'))).toEqual([]);
  });

  it('leaves nothing that is no longer declared when the next run starts', async () => {
    await expect(converge(role('kill -KILL $PPID'))).rejects.toThrow('Run apply again');
    await converge(web({}));
    expect(existsSync(at('/etc/a'))).toBe(false);
  });
});

it('refuses to work next to another run, and names that run', async () => {
  const role = web({ files: [file('/etc/a', 'a')] });
  const changes = await diff(role);
  put('/run/flotilla.lock', 'process 42, from 192.0.2.7, since 12:00:00 UTC');
  const holder = spawn('flock', [at('/run/flotilla.lock'), 'sh', '-c', 'echo held; read _']);
  await once(holder.stdout, 'data');
  try {
    await expect(convergeHost({ connection: host, changes, desired: [role], lookup, by })).rejects.toThrow(
      'Another run is changing this host: process 42, from 192.0.2.7, since 12:00:00 UTC. Nothing was changed',
    );
    expect(existsSync(at('/etc/a'))).toBe(false);
  } finally {
    holder.stdin.end('\n');
    await once(holder, 'close');
  }
  await convergeHost({ connection: host, changes, desired: [role], lookup, by });
  expect(read('/etc/a')).toBe('a');
});
