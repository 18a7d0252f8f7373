/** One mistake in the declaration, with the place to mend and the remedy. */
export interface Problem {
  /** Path relative to the repository, e.g. `cluster/regions/nyc1.yml`. */
  readonly file: string;
  /** 1-based; 1 when the whole file is meant. */
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
