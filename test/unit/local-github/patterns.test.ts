import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../github/runner/commands.ts';
import { parsePairs } from '../../github/runner/files.ts';
import { Masks } from '../../github/runner/masks.ts';
import { matchesAny } from '../../github/workflow/patterns.ts';

/** GitHub's own examples, from its "Filter pattern cheat sheet". */
describe('a filter pattern', () => {
  it.each([
    ['feature/*', 'feature/my-branch', true],
    ['feature/*', 'feature/beta-a/my-branch', false],
    ['feature/**', 'feature/beta-a/my-branch', true],
    ['*', 'main', true],
    ['*', 'mona/octocat', false],
    ['*feature', 'mona-feature', true],
    ['v2*', 'v2.9', true],
    ['v[12].[0-9]+.[0-9]+', 'v1.10.1', true],
    ['v[12].[0-9]+.[0-9]+', 'v3.1.1', false],
    ['*.jsx?', 'page.js', true],
    ['*.jsx?', 'page.jsx', true],
    ['**.js', 'js/index.js', true],
    ['**/docs/**', 'docs/hello.md', true],
    ['**/docs/**', 'dir/docs/my-file.txt', true],
    ['**/*-post.md', 'path/hello-post.md', true],
    ['cluster/**', 'clusters/a', false],
    ['a.b', 'axb', false],
  ])('%s and %s: %s', (pattern, text, matches) => {
    expect(matchesAny([pattern], text)).toBe(matches);
  });

  it('excludes with !, and the last match decides', () => {
    expect(matchesAny(['docs/**', '!docs/**.md', 'docs/README.md'], 'docs/a.md')).toBe(false);
    expect(matchesAny(['docs/**', '!docs/**.md', 'docs/README.md'], 'docs/README.md')).toBe(true);
  });
});

describe('the output of a step is read', () => {
  it.each([
    [
      '::error file=a.yml,line=3,title=No%2C sir%3A::two%0Alines',
      { file: 'a.yml', line: '3', title: 'No, sir:' },
      'two\nlines',
    ],
    ['::notice::plain', {}, 'plain'],
    ['::warning file=c:b.yml::x', { file: 'c:b.yml' }, 'x'],
  ])('by %s', (line, properties, value) => {
    expect(parseCommand(line)).toMatchObject({ properties, value });
  });

  it('from files', () => {
    expect(parsePairs('a=1=2\nb<<E\none\n\ntwo\nE\nc=\n')).toEqual({ a: '1=2', b: 'one\n\ntwo', c: '' });
    expect(() => parsePairs('nonsense')).toThrow("Invalid format 'nonsense'");
    expect(() => parsePairs('a<<E\nb')).toThrow("Matching delimiter not found 'E'");
  });

  it('without secrets, including multi-line and base64 forms', () => {
    const masks = new Masks();
    masks.add('secret\nkey');
    masks.add('secret key');
    expect(masks.hide('a secret key, a key, c2VjcmV0CmtleQ== and secret')).toBe('a ***, a ***, *** and ***');
  });
});
