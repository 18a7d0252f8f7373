import { describe, expect, it } from 'vitest';
import { ordersOf } from '../../../actions/src/hosts/converge/instructions.ts';
import { diffHost } from '../../../actions/src/hosts/diff/diff-host.ts';
import type { RoleManifest } from '../../../actions/src/hosts/model/facts.ts';
import type { RoleDesired } from '../../../actions/src/hosts/model/role.ts';
import { sha256 } from '../../../actions/src/lib/hash.ts';
import { fact, secret } from '../../../actions/src/lib/template.ts';
import { COMMAND, facts, file, UNIT, web } from './literals.ts';

const lookup = (kind: string, name: string) => `${kind} ${name}`;
const applied = { template: '', content: '', text: '' };

const order = (wanted: Partial<RoleDesired>, was: Partial<RoleManifest> = {}) => {
  const desired = [web(wanted)];
  const [role] = ordersOf(diffHost('host-01', desired, facts(was)), desired, lookup);
  return { ...role, labels: role?.steps.map((step) => ('command' in step ? step.command : step.do)) };
};

describe('the order of a role', () => {
  it('follows its fields, and handlers that commands notify run last', () => {
    const { labels } = order({
      commands: [{ ...COMMAND, notify: ['late'] }],
      handlers: ['late', 'reload'].map((name) => ({ name, command: name })),
      units: [UNIT],
      validations: [{ name: 'v', command: 'validate' }],
      absent: [{ path: '/etc/x' }],
      links: [{ path: '/etc/l', target: 'a' }],
      files: [file('a', { notify: ['reload'] })],
      prepare: [{ ...COMMAND, name: 'key' }],
      directories: [{ path: '/srv', mode: '0755', owner: 'root', group: 'root' }],
      packages: ['nginx'],
    });
    const placing = ['write', 'link', 'remove', 'validate'];
    expect(labels).toEqual([
      'packages',
      'directory',
      'guarded',
      ...placing,
      'unit',
      'reload',
      'guarded',
      'late',
    ]);
  });

  it('reloads systemd before units from changed files start', () => {
    const { labels } = order({ files: [file('a', { path: '/etc/systemd/system/a.timer' })], units: [UNIT] });
    expect(labels).toEqual(['write', 'systemctl daemon-reload', 'unit']);
  });

  it('stops a unit before its file is removed, and leaves units of other directories alone', () => {
    const gone = [
      '/etc/systemd/system/a.service',
      '/etc/systemd/system/b.service.d/c.conf',
      '/etc/d.service',
    ];
    const { labels } = order({}, { files: Object.fromEntries(gone.map((path) => [path, applied])) });
    const stop = "systemctl disable --now 'a.service' || true";
    expect(labels).toEqual([stop, 'remove', 'remove', 'remove', 'systemctl daemon-reload']);
  });

  it('stops a unit that no role has any more', () => {
    const { labels, drop } = order({ units: [UNIT] }, { units: ['a.service', UNIT.name] });
    expect(labels).toEqual(["systemctl disable --now 'a.service' || true", 'unit']);
    expect(drop).toMatchObject({ units: ['a.service'] });
  });

  it('removes other items only from the manifest', () => {
    const was = { packages: ['nginx'], directories: ['/srv'], absent: ['/etc/x'] };
    const { labels, drop } = order({}, was);
    expect(labels).toEqual([]);
    expect(drop).toMatchObject(was);
  });

  it('keeps a file on the disk that another item has taken over', () => {
    const { labels } = order(
      { links: [{ path: '/etc/a.conf', target: 'b' }] },
      { files: { '/etc/a.conf': applied } },
    );
    expect(labels).toEqual(['link']);
  });
});

describe('the next manifest', () => {
  it('keeps secrets as holes and fills facts, so a later plan finds its own text', () => {
    const content = `${secret('password')} at ${fact('host-02', 'ipv4')}`;
    const { add } = order({ files: [file(content)] });
    const text = `${secret('password')} at fact host-02/ipv4`;
    const whole = sha256('secret password at fact host-02/ipv4');
    expect(add?.files).toEqual({ '/etc/a.conf': { template: sha256(text), content: whole, text } });
  });

  it('records the filled check of a command, and never its filled run', () => {
    const { add, steps } = order({ commands: [{ ...COMMAND, check: `test ${fact('a', 'b')}` }] });
    expect(add?.commands.grant?.check).toBe('test fact a/b');
    expect(JSON.stringify(add)).not.toContain('secret p');
    expect(steps?.[0]).toMatchObject({ check: 'test fact a/b', run: 'grant secret p' });
  });

  it('also lists packages that came with the image', () => {
    const desired = [web({ packages: ['nginx', 'curl'] })];
    const changes = diffHost('host-01', desired, facts({}, { packages: ['curl'] }));
    expect(ordersOf(changes, desired, lookup)[0]?.add.packages).toEqual(['nginx', 'curl']);
  });
});

it('fails if a hole cannot be filled, before anything is sent', () => {
  const desired = [web({ files: [file(secret('unheard-of'))] })];
  const unknown = () => {
    throw new Error('No secret is derived for "unheard-of".');
  };
  expect(() => ordersOf(diffHost('host-01', desired, facts({})), desired, unknown)).toThrow('unheard-of');
});
