import { describe, expect, it } from 'vitest';
import { emptyRole } from '../../../actions/src/hosts/model/role.ts';
import type { Plan } from '../../../actions/src/plan/plan.ts';
import { renderMarkdown } from '../../../actions/src/plan/render/markdown.ts';
import { block, code, html, plain } from '../../../actions/src/plan/render/markdown-escape.ts';
import { renderText } from '../../../actions/src/plan/render/text.ts';
import { EMPTY_CLOUD, EXAMPLE, plan } from './example.ts';
import { simulate } from './simulate.ts';

describe('escaping', () => {
  it.each([
    ['a | b', '<code>a \\| b</code>'],
    ['a `b` c', '``a `b` c``'],
    ['`', '`` ` ``'],
    ['', '`  `'],
    ['two\n  lines', '`two lines`'],
  ])('code %j', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  it.each([
    ['<script> & *bold* [x](y) | `z`', '\\<script\\> \\& \\*bold\\* \\[x\\](y) \\| \\`z\\`'],
    ['@everybody', '@\u200beverybody'],
    ['one\n# two of #12 :100:', 'one #\u200b two of #\u200b12 :\u200b100:'],
    ['2001:db8:100::1, 12:34', '2001:\u200bdb8:\u200b100::1, 12:34'],
  ])('plain %j', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it('fences a block with more backticks than it contains', () => {
    expect(block('diff', '+```\n+````sh\n')).toBe('`````diff\n+```\n+````sh\n`````');
  });

  it('makes HTML harmless', () => {
    expect(html('</summary><img src=x>')).toBe('&lt;/summary&gt;&lt;img src=x&gt;');
  });
});

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);

/** A plan with one changed file. */
const withFile = (path: string, diff: string): Plan =>
  plan(EXAMPLE, built, {
    hosts: [
      {
        host: 'host-01',
        kind: 'converge',
        roles: [
          {
            ...emptyRole('web'),
            changes: [
              {
                address: `host-01/web/file${path}`,
                host: 'host-01',
                role: 'web',
                action: 'update',
                reason: 'the declaration changed',
                diff,
                notify: [],
                step: { kind: 'absent', path },
              },
            ],
            handlers: [{ name: 'restart php', command: 'true', interrupts: 'requests wait a second' }],
          },
        ],
      },
    ],
  });

describe('Markdown', () => {
  it('keeps a hostile diff inside its fence', () => {
    const markdown = renderMarkdown(withFile('/etc/x', '+```\n+</details>\n+| @all |\n'));
    expect(markdown).toContain('````diff\n+```\n+</details>\n+| @all |\n````');
  });

  it('omits the diffs if they would be too long for a comment', () => {
    const markdown = renderMarkdown(withFile('/etc/x', '+long\n'.repeat(20_000)));
    expect(markdown.length).toBeLessThan(60_000);
    expect(markdown).toContain('Too long to show in full. Omitted: the file diffs.');
    expect(markdown).toContain('`web/file/etc/x`');
  });
});

describe('text', () => {
  it('shows what a handler interrupts', () => {
    expect(renderText(withFile('/etc/x', '+x\n'), { color: false })).toContain(
      'then restart php (requests wait a second)',
    );
  });

  it('lets no diff move the cursor', () => {
    expect(renderText(withFile('/etc/x', '+\u001b[2Jgone\n'), { color: false })).not.toContain('\u001b');
  });

  it('has colours on a terminal', () => {
    expect(renderText(withFile('/etc/x', '+new\n-old\n'), { color: true })).toMatch(
      /\u001b\[32m\+new.*\u001b\[31m-old/s,
    );
  });
});
