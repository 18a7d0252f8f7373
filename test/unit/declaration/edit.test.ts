import fc from 'fast-check';
import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { withEntry, withText } from '../../../actions/src/declaration/yaml/edit.ts';

const titled = (text: string, value: string): string =>
  withText({ path: 'c.yml', text }, ['wordpress', 'title'], value);

it.each([
  ['a plain value', 'wordpress:\n  title: Old # ours\n', 'wordpress:\n  title: New # ours\n'],
  ['a value in quotes', `wordpress:\n  title: 'It''s' # ours\n`, 'wordpress:\n  title: New # ours\n'],
  [
    'a value of several lines',
    'wordpress:\n  title: Old\n    title\n  x: 1\n',
    'wordpress:\n  title: New\n  x: 1\n',
  ],
  [
    'a block of text',
    'wordpress:\n  title: >- # ours\n    Old\n    title\n  x: 1\n',
    'wordpress:\n  title: New # ours\n  x: 1\n',
  ],
  ['a group in braces', 'wordpress: {title: Old,x: "}"} # ours\n', 'wordpress: {title: New,x: "}"} # ours\n'],
  [
    'a key without a value',
    'wordpress:\n  title: # ours\n  x: 1\n',
    'wordpress:\n  title: New # ours\n  x: 1\n',
  ],
  ['a key without a value in braces', 'wordpress: { title, x: 1 }\n', 'wordpress: { title: New, x: 1 }\n'],
  ['no key', 'wordpress:\n  x: 1 # ours\nz: 1\n', 'wordpress:\n  x: 1 # ours\n  title: New\nz: 1\n'],
  ['no key in braces', 'wordpress: { x: 1, }\n', 'wordpress: { x: 1, title: New, }\n'],
  ['no key in empty braces', 'wordpress: {}\n', 'wordpress: { title: New }\n'],
  ['no group', 'x: 1', 'x: 1\nwordpress: { title: New }\n'],
  [
    'the same word elsewhere',
    'title: Old\nwordpress:\n  x: { title: Old }\n  title: Old\n',
    'title: Old\nwordpress:\n  x: { title: Old }\n  title: New\n',
  ],
  [
    'Windows line endings',
    'wordpress:\r\n  title: Old\r\n  x: 1\r\n',
    'wordpress:\r\n  title: New\r\n  x: 1\r\n',
  ],
])('changes only the value if there is %s', (_, before, after) => {
  expect(titled(before, 'New')).toBe(after);
});

const BEFORE = 'wordpress:\n  title: Old # ours\n  x: { a: 1 } # theirs\n';

it.each([
  'Tom #1',
  'true',
  '~',
  '007',
  '1e3',
  '"',
  "'",
  '\\',
  'a: b',
  '- a',
  '{a}',
  '&a',
  '!a',
  '%a',
  'é 🎉',
  ' a ',
  '',
])('writes %j three times, and reads it back', (value) => {
  const once = titled(BEFORE, value);
  expect(load(once)).toEqual({ wordpress: { title: value, x: { a: 1 } } });
  expect(once).toMatch(/ # ours\n {2}x: \{ a: 1 \} # theirs\n$/);
  expect(titled(titled(once, value), value)).toBe(once);
});

it('reads back what it wrote, and nothing else has changed', () => {
  const text = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(text, text, (one, two) => {
      const edited = titled(titled(BEFORE, one), two);
      expect(edited).toBe(titled(BEFORE, two));
      expect(load(edited)).toEqual({ wordpress: { title: two, x: { a: 1 } } });
    }),
  );
});

it.each([
  ['the value is a group', 'wordpress:\n  title: { a: 1 }\n', 'holds a group of keys'],
  ['the parent is text', 'wordpress: text\n', 'Edit it by hand'],
  ['the file has a syntax error', 'wordpress:\n\ttitle: a\n', 'indent with spaces'],
  ['the key is written twice', 'wordpress:\n  title: a\n  title: b\n', 'written twice'],
])('changes nothing if %s', (_, before, message) => {
  expect(() => titled(before, 'New')).toThrow(message);
});

it('adds an entry after the last one', () => {
  const text = 'hosts:\n  a:\n    size: s\nlast: 1\n';
  expect(withEntry({ path: 'r.yml', text }, ['hosts', 'b'], '{ size: m }')).toBe(
    'hosts:\n  a:\n    size: s\n  b: { size: m }\nlast: 1\n',
  );
});
