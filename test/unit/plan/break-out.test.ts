import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HostChange } from '../../../actions/src/hosts/model/steps.ts';
import { renderComment, renderFailure, withNote } from '../../../actions/src/plan/consent/comment.ts';
import type { HostPlan, Plan } from '../../../actions/src/plan/plan.ts';
import { EMPTY_CLOUD, EXAMPLE, PLACE, plan } from './example.ts';
import { mistakesIn, toHtml } from './gfm.ts';
import { misplacedIn } from './outline.ts';

/** Text that could end a cell, a fence, a fold, a comment or a line, or mention somebody. */
const PIECES = [
  ...[
    '|',
    '\\|',
    '`',
    '```',
    '````diff',
    '~~~',
    '\n',
    '\r\n',
    '\t',
    '<!--',
    '-->',
    '</details>',
    '</summary>',
  ],
  ...[
    '</sub>',
    '<script>',
    '<img src=x>',
    '<b>',
    '&lt;',
    '&#60;',
    '[x](javascript:x)',
    '![x](y)',
    '**',
    '__',
  ],
  ...[
    '# ',
    '> ',
    '- ',
    '| - | - |',
    '@all',
    '@org/team',
    '#12',
    'GH-12',
    ':tada:',
    '\\',
    '\u202e',
    'word',
    ' ',
  ],
  ...['<!-- flotilla:note -->', '<!-- flotilla:end -->', '<!-- flotilla:shown e30 -->', '[^1]', '$x$', 'é'],
];
const hostile = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join(''));
const origin = {
  ...PLACE,
  base: 'b'.repeat(40),
  head: 'a'.repeat(40),
  time: '2026-03-01T12:34:56Z',
  run: 'https://run',
};

const base = plan(EXAMPLE, EMPTY_CLOUD);

/** A plan in which every text from a declaration, a host or DigitalOcean is hostile. */
function withText(text: string): Plan {
  const [first] = base.cloud;
  const change: HostChange = {
    ...{ host: text, role: 'web', action: 'update', address: `${text}/web/file/${text}`, reason: text },
    ...{ diff: `--- ${text}\n+++ ${text}\n+${text}\n`, notify: [text], step: { kind: 'absent', path: text } },
  };
  const handlers = [{ name: text, command: text, interrupts: text }];
  const hosts: HostPlan[] = [
    { host: `1${text}`, kind: 'unreachable', reason: text },
    { host: text, kind: 'converge', roles: [{ role: 'web', changes: [change], handlers, validations: [] }] },
  ];
  const fields = [{ key: 'size' as const, label: text, before: text, after: text }];
  const cloud = first ? [{ ...first, subject: { ...first.subject, name: text }, reason: text, fields }] : [];
  const rotation = { before: [text], after: [`${text}2`] };
  return {
    ...base,
    domain: `d${text}`,
    cloud,
    hosts,
    rotation,
    notes: [text],
    dangers: [text],
    refusals: [text],
  };
}

const CALLS = /@(?!\u200b)|#(?!\u200b)|:(?:tada|100):/;
const prose = (html: string): string =>
  html
    .replace(/<(code|pre)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&#\w+;/g, '');

const linksIn = (body: string): string[] =>
  [...toHtml(body).matchAll(/<a href="([^"]*)"/g)].map(([, link = '']) => link);

/** Asterisks that others wrote must be displayed as asterisks. */
const isOurs = (mistake: string): boolean => mistake !== 'bold is not bold';

it('foreign text does not break out of its place, mention anybody or look like ours', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const body = renderComment(withText(text), origin);
      expect(misplacedIn(body).filter(isOurs)).toEqual([]);
      const noted = withNote(withNote(body, 'first'), 'second');
      expect(noted.replace('<!-- flotilla:note -->\nsecond\n<!-- flotilla:end -->\n\n', '')).toBe(body);
      expect(prose(toHtml(body))).not.toMatch(CALLS);
      expect(linksIn(body)).toEqual(['https://run']);
    }),
    { numRuns: 100 },
  );
});

it('the reason why a plan failed does not either', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const body = renderFailure('example', text, origin);
      expect(mistakesIn(body).filter(isOurs)).toEqual([]);
      expect(prose(toHtml(body))).not.toMatch(CALLS);
    }),
    { numRuns: 100 },
  );
});
