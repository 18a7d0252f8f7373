import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import type { DesiredFile } from '../../../actions/src/hosts/model/role.ts';
import type { HostChange } from '../../../actions/src/hosts/model/steps.ts';
import { sha256 } from '../../../actions/src/lib/hash.ts';
import { fact, secret } from '../../../actions/src/lib/template.ts';
import { changes, FILE, facts, file, OWNED } from './literals.ts';

/** A file applied as `text` (filled: `written`), of which the host now has `content`. */
const withFile = (text: string, content: string, { written = text, shown = true, found = {} } = {}): Facts =>
  facts(
    { files: { [FILE]: { template: sha256(text), content: sha256(written), text } } },
    {
      files: {
        [FILE]: {
          ...OWNED,
          sha256: sha256(content),
          ...(shown && content !== written ? { content } : {}),
          ...found,
        },
      },
    },
  );

const SECRET = `password = ${secret('database-password')}\n`;
const WRITTEN = 'password = hunter2\n';

interface FileCase {
  readonly name: string;
  readonly wanted: DesiredFile;
  readonly seen: Facts;
  readonly action?: HostChange['action'];
  readonly reason?: string;
  /** The lines of the diff that begin with + or -, without headers. Null means no diff. */
  readonly diff?: readonly string[] | null;
}

const FILES: readonly FileCase[] = [
  { name: 'as applied', wanted: file('a\n'), seen: withFile('a\n', 'a\n') },
  {
    name: 'with a secret, as applied',
    wanted: file(SECRET),
    seen: withFile(SECRET, WRITTEN, { written: WRITTEN }),
  },
  {
    name: 'no manifest yet',
    wanted: file('a\n'),
    seen: facts(null),
    action: 'create',
    reason: 'does not exist yet',
    diff: ['+a'],
  },
  {
    name: 'new in the role',
    wanted: file('a\n'),
    seen: facts({}),
    action: 'create',
    reason: 'does not exist yet',
    diff: ['+a'],
  },
  {
    name: 'new with a secret',
    wanted: file(SECRET),
    seen: facts({}),
    action: 'create',
    reason: 'does not exist yet',
    diff: ['+password = [redacted]'],
  },
  {
    name: 'removed',
    wanted: file('a\n'),
    seen: { ...withFile('a\n', 'a\n'), files: { [FILE]: null } },
    action: 'create',
    reason: 'was removed from the host',
    diff: ['+a'],
  },
  {
    name: 'a changed declaration',
    wanted: file('b\n'),
    seen: withFile('a\n', 'a\n'),
    action: 'update',
    reason: 'the declaration changed',
    diff: ['-a', '+b'],
  },
  {
    name: 'a changed declaration around a secret',
    wanted: file(`${SECRET}new\n`),
    seen: withFile(SECRET, WRITTEN, { written: WRITTEN }),
    action: 'update',
    reason: 'the declaration changed',
    diff: ['+new'],
  },
  {
    name: 'another secret',
    wanted: file(SECRET.replace('database', 'other')),
    seen: withFile(SECRET, WRITTEN, { written: WRITTEN }),
    action: 'update',
    reason: 'the declaration changed; it holds secrets, so no diff is shown',
    diff: null,
  },
  {
    name: 'changed by hand',
    wanted: file('a\n'),
    seen: withFile('a\n', 'by hand\n'),
    action: 'update',
    reason: 'was changed on the host',
    diff: ['-by hand', '+a'],
  },
  {
    name: 'changed by hand, with a secret',
    wanted: file(SECRET),
    seen: withFile(SECRET, 'password = guessed\n', { written: WRITTEN, shown: false }),
    action: 'update',
    reason: 'was changed on the host; it holds secrets, so no diff is shown',
    diff: null,
  },
  {
    name: 'changed by hand, large or binary',
    wanted: file('a\n'),
    seen: withFile('a\n', '\0', { shown: false }),
    action: 'update',
    reason: 'was changed on the host; it is large or not text, so no diff is shown',
    diff: null,
  },
  {
    name: 'changed by hand, with a changed declaration',
    wanted: file('b\n'),
    seen: withFile('a\n', 'by hand\n'),
    action: 'update',
    reason: 'the declaration changed, was changed on the host',
    diff: ['-by hand', '+b'],
  },
  {
    name: 'changed by hand to what is now declared',
    wanted: file('b\n'),
    seen: withFile('a\n', 'b\n'),
    action: 'update',
    reason: 'the declaration changed, was changed on the host; the host has it already',
    diff: null,
  },
  {
    name: 'changed by hand, and secret from now on: the content is not shown',
    wanted: file(SECRET),
    seen: withFile('a\n', 'password = hunter2\n'),
    action: 'update',
    reason: 'the declaration changed, was changed on the host',
    diff: ['-a', '+password = [redacted]'],
  },
  {
    name: 'mode',
    wanted: file('a\n', { mode: '0600' }),
    seen: withFile('a\n', 'a\n'),
    action: 'update',
    reason: 'mode is 0644 instead of 0600',
    diff: null,
  },
  {
    name: 'mode, owner and group at once',
    wanted: file('a\n', { mode: '0600', owner: 'mysql', group: 'adm' }),
    seen: withFile('a\n', 'a\n'),
    action: 'update',
    reason: 'mode is 0644 instead of 0600, owner is root instead of mysql, group is root instead of adm',
    diff: null,
  },
  {
    name: 'a fact that is unknown again',
    wanted: file(`peer ${fact('host-02', 'ipv4')}\n`),
    seen: withFile('peer 203.0.113.7\n', 'peer 203.0.113.7\n'),
    action: 'update',
    reason: 'the declaration changed',
    diff: ['-peer 203.0.113.7', '+peer (known after create)'],
  },
];

describe('a file', () => {
  it.each(FILES)('$name', ({ wanted, seen, action, reason, diff }) => {
    const [change, ...more] = changes({ files: [wanted] }, seen);
    expect(more).toEqual([]);
    expect(change?.action).toBe(action);
    expect(change?.reason).toBe(reason);
    if (diff === undefined) return;
    const lines = change?.diff?.split('\n').filter((line) => /^[+-](?![+-])/.test(line));
    expect(lines ?? null).toEqual(diff);
  });

  it('never shows the value of a secret', () => {
    const seen = FILES.flatMap(({ wanted, seen }) => changes({ files: [wanted] }, seen));
    expect(JSON.stringify(seen)).not.toContain('guessed');
  });

  it('has an address of host, role and path', () => {
    const [change] = changes({ files: [file('a\n')] }, facts({}));
    expect(change).toMatchObject({ address: 'host-01/web/file/etc/a.conf', host: 'host-01', role: 'web' });
    expect(change?.diff).toBe('--- /dev/null\n+++ /etc/a.conf\n@@ -0,0 +1,1 @@\n+a\n');
  });
});

describe('a raised generation', () => {
  const text = (...generations: number[]) =>
    `${generations.map((one) => `key ${secret('k', one)}`).join('\n')}\n`;
  const change = (before: string, after: string) =>
    changes(
      { files: [file(after)] },
      facts(
        { files: { [FILE]: { template: sha256(before), content: 'c', text: before } } },
        { files: { [FILE]: { sha256: 'c', ...OWNED } } },
      ),
    )[0];

  it('is a separate change, shown without a value', () => {
    const { reason, diff } = change(text(1), text(2)) ?? {};
    expect(reason).toBe('secrets of generation 1 → 2');
    expect(diff).toContain('-key [redacted, generation 1]\n+key [redacted, generation 2]');
  });

  it('may keep two generations next to each other for a while', () => {
    expect(change(text(1), text(2, 1))?.reason).toBe('secrets of generation 1 → 2 and 1');
    expect(change(text(2, 1), text(2))?.reason).toBe('secrets of generation 2 and 1 → 2');
  });

  it('does not hide another change', () => {
    expect(change(text(1), `${text(2)}more\n`)?.reason).toBe(
      'secrets of generation 1 → 2, the declaration changed',
    );
  });
});
