/**
 * GitHub's filter patterns (workflow syntax, "Filter pattern cheat sheet"): `*` stops at a slash, `**` does not,
 * `?` and `+` repeat the preceding character, `[]` is a class. In a list the last match decides, and `!` excludes.
 */
export const matchesAny = (patterns: readonly string[], text: string): boolean =>
  patterns.reduce((matched, pattern) => {
    const isNegative = pattern.startsWith('!');
    return toRegExp(isNegative ? pattern.slice(1) : pattern).test(text) ? !isNegative : matched;
  }, false);

const TOKENS = /\*\*\/|\*\*|\*|\[[^\]]+\]|\\.|[?+]|./gs;

const toRegExp = (pattern: string): RegExp =>
  new RegExp(`^${(pattern.match(TOKENS) ?? []).map(translate).join('')}$`);

function translate(token: string): string {
  if (token === '**/') return '(?:.*/)?';
  if (token === '**') return '.*';
  if (token === '*') return '[^/]*';
  if (token === '?' || token === '+' || token.length > 1) return token;
  return token.replace(/[.^$()|{}\\\][]/, '\\$&');
}
