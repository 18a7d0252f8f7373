import { existsSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { convergeHost } from '../../../actions/src/hosts/converge/converge-host.ts';
import { emptyRole, type RoleDesired } from '../../../actions/src/hosts/model/role.ts';
import { fact, secret } from '../../../actions/src/lib/template.ts';
import {
  addresses,
  at,
  by,
  converge,
  diff,
  file,
  host,
  lookup,
  PASSWORD,
  put,
  read,
  useHost,
  web,
} from './converging.ts';
import { own } from './local-host.ts';

useHost();

/** One item of each kind that needs neither systemd nor apt. */
const everything = (): RoleDesired =>
  web({
    directories: [{ path: '/srv/site', mode: '0750', ...own }],
    prepare: [
      {
        name: 'key',
        summary: 'make a key',
        check: `test -s ${at('/etc/key')}`,
        run: `echo made > ${at('/etc/key')}`,
      },
    ],
    files: [
      file('/etc/plain.conf', 'plain ünïcode\n', { notify: ['reload'] }),
      file('/etc/secret.conf', `password = ${secret('database-password')}\n`, { mode: '0600' }),
      file('/etc/fact.conf', `peer ${fact('host-02', 'ipv4')}\n`),
    ],
    links: [{ path: '/etc/enabled', target: '/etc/plain.conf' }],
    absent: [{ path: '/etc/default-site' }],
    validations: [{ name: 'plain', command: `grep -q plain ${at('/etc/plain.conf')}` }],
    handlers: [{ name: 'reload', command: `echo reloaded >> ${at('/etc/reloads')}` }],
    commands: [
      {
        name: 'grant',
        summary: 'grant',
        check: `test -s ${at('/etc/grant')}`,
        run: `cat > ${at('/etc/grant')} <<'END'\n${secret('database-password')}\nEND\n`,
      },
    ],
  });

const modeOf = (path: string) => (statSync(at(path)).mode & 0o7777).toString(8);

describe('a converged host', () => {
  it('has everything that is declared, and a second run finds nothing to do', async () => {
    put('/etc/default-site', 'a distribution put it here');
    const steps = await converge(everything());

    expect(steps.map(({ address, event }) => `${event} ${address}`)).toEqual([
      'changed host-01/web/directory/srv/site',
      'changed host-01/web/command/key',
      'changed host-01/web/file/etc/plain.conf',
      'changed host-01/web/file/etc/secret.conf',
      'changed host-01/web/file/etc/fact.conf',
      'changed host-01/web/link/etc/enabled',
      'changed host-01/web/absent/etc/default-site',
      'changed host-01/web/validation/plain',
      'changed host-01/web/handler/reload',
      'changed host-01/web/command/grant',
    ]);
    expect(read('/etc/plain.conf')).toBe('plain ünïcode\n');
    expect(read('/etc/secret.conf')).toBe(`password = ${PASSWORD}\n`);
    expect(read('/etc/fact.conf')).toBe('peer value-of-host-02/ipv4\n');
    expect(read('/etc/grant')).toBe(`${PASSWORD}\n`);
    expect(readlinkSync(at('/etc/enabled'))).toBe('/etc/plain.conf');
    expect(existsSync(at('/etc/default-site'))).toBe(false);
    expect([modeOf('/etc/secret.conf'), modeOf('/srv/site')]).toEqual(['600', '750']);

    const known = everything();
    const filled = (text: string) => text.replace(/⟦fact:(.*?)⟧/, 'value-of-$1');
    const files = known.files.map((item) => ({ ...item, content: filled(item.content) }));
    expect(await addresses({ ...known, files })).toEqual([]);
    expect(read('/etc/reloads')).toBe('reloaded\n');
  });

  it('restricts access to its manifest, which contains no secret', async () => {
    await converge(everything());
    expect([modeOf('/var/lib/flotilla'), modeOf('/var/lib/flotilla/manifest.json')]).toEqual(['700', '600']);
    expect(read('/var/lib/flotilla/manifest.json')).not.toContain(JSON.stringify(PASSWORD).slice(1, -1));
  });

  it('leaves no temporary file next to the others', async () => {
    await converge(everything());
    const names = readdirSync(host.root, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => name.includes('flotilla-new'))).toEqual([]);
  });

  it('repairs only what drifted, and runs only the handlers of that', async () => {
    const role = web({
      files: [file('/etc/a', 'a\n', { notify: ['a'] }), file('/etc/b', 'b\n', { notify: ['b'] })],
      handlers: ['a', 'b'].map((name) => ({ name, command: `echo ${name} >> ${at('/etc/handled')}` })),
    });
    await converge(role);
    rmSync(at('/etc/handled'));
    writeFileSync(at('/etc/b'), 'by hand\n');

    expect(await addresses(role)).toEqual(['host-01/web/file/etc/b: was changed on the host']);
    await converge(role);
    expect([read('/etc/b'), read('/etc/handled')]).toEqual(['b\n', 'b\n']);
    expect(await addresses(role)).toEqual([]);
  });

  it('records only the part that it received', async () => {
    const role = everything();
    const changes = (await diff(role)).map((all) => ({
      ...all,
      changes: all.changes.filter(({ step }) => step.kind === 'directory' || step.kind === 'prepare'),
      handlers: [],
      validations: [],
    }));
    await convergeHost({ connection: host, changes, desired: [role], lookup, by });
    const rest = (await addresses(role)).map((line) => line.split('/')[2]);
    expect(rest).toEqual(['file', 'file', 'file', 'link', 'absent', 'command']);
  });

  it('receives no request if nothing differs', async () => {
    const connection = { run: () => Promise.reject(new Error('was asked')), close: () => {} };
    expect(await convergeHost({ connection, changes: [], desired: [], lookup, by })).toEqual([]);
  });
});

describe('an item that is no longer declared', () => {
  it('is removed from the manifest, and a file or link also from the disk', async () => {
    await converge(
      web({ files: [file('/etc/a', 'a'), file('/etc/b', 'b')], links: [{ path: '/etc/l', target: 'b' }] }),
    );
    const rest = web({ files: [file('/etc/a', 'a')] });
    expect(await addresses(rest)).toEqual([
      'host-01/web/link/etc/l: no longer declared',
      'host-01/web/file/etc/b: no longer declared',
    ]);
    await converge(rest);
    expect(readdirSync(at('/etc'))).toEqual(['a']);
    expect(await addresses(rest)).toEqual([]);
  });

  it('may be a whole role', async () => {
    await converge(everything());
    await converge();
    expect(existsSync(at('/etc/plain.conf'))).toBe(false);
    const { roles, appliedBy } = JSON.parse(read('/var/lib/flotilla/manifest.json'));
    expect([roles, appliedBy]).toEqual([{}, by]);
  });

  it('stays if another role declares it now', async () => {
    await converge(web({ files: [file('/etc/a', 'a')] }));
    const moved = { ...emptyRole('base'), files: [file('/etc/a', 'a')] };
    expect(await addresses(moved)).toEqual([
      'host-01/web/file/etc/a: moved to another place of the declaration',
      'host-01/base/file/etc/a: does not exist yet',
    ]);
    await converge(moved);
    expect(read('/etc/a')).toBe('a');
    expect(await addresses(moved)).toEqual([]);
  });
});
