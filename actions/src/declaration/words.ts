import { closestMatch } from 'leven';

const LONGEST_SHOWN = 60;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/** A value as messages quote it: short, on one line, with what cannot be seen spelt out. */
export const show = (value: string): string => {
  const shown = value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
  return `\`${shown.replaceAll('`', "'").replace(INVISIBLE, escaped)}\``;
};

const escaped = (character: string): string =>
  `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`;

/** `` `a`, `b`, `c` `` */
export const showAll = (values: readonly string[]): string => values.map(show).join(', ');

/** The candidate that was probably meant: at most a third of the word is wrong. */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  // An upper-case word is often the right one: case is not counted as wrong.
  const maxDistance = Math.max(1, Math.floor(word.length / 3));
  return word.length > LONGEST_SHOWN
    ? undefined
    : closestMatch(word.toLowerCase(), candidates, { maxDistance });
};
