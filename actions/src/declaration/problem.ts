import { closestMatch } from 'leven';

/** One mistake in the declaration, with its place and remedy. */
export interface Problem {
  /** Path relative to the repository, e.g. `cluster/regions/nyc1.yml`. */
  readonly file: string;
  /** 1-based; 1 for a problem of the whole file. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** What is wrong, e.g. `host-01 is listed twice`. */
  readonly message: string;
  /** What to write instead. */
  readonly remedy: string;
}

/** `file:line:column: message` and the remedy indented below, as compilers print it. */
export const formatProblem = (problem: Problem): string =>
  `${problem.file}:${problem.line}:${problem.column}: ${problem.message}\n    ${problem.remedy}`;

const LONGEST_SHOWN = 60;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/** A value as messages quote it: short, on one line, with invisible characters escaped. */
export const show = (value: string): string => {
  const shown = value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
  return `\`${shown.replaceAll('`', "'").replace(INVISIBLE, escaped)}\``;
};

const escaped = (character: string): string =>
  `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`;

/** `` `a`, `b`, `c` `` */
export const showAll = (values: readonly string[]): string => values.map(show).join(', ');

/** The candidate that the author probably meant: at most a third of the word is wrong. */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  // An upper-case word is often the right one: case is not counted as wrong.
  const maxDistance = Math.max(1, Math.floor(word.length / 3));
  return word.length > LONGEST_SHOWN
    ? undefined
    : closestMatch(word.toLowerCase(), candidates, { maxDistance });
};
