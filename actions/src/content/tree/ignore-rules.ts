import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** At the top of `wp-content/`, in gitignore's syntax: the files that stay in the repository and do not go to the hosts. */
export const IGNORE_FILE = '.rsyncignore';

/** The files that one rule excluded. */
export interface LeftOut {
  readonly rule: string;
  /** Its line in the ignore file. */
  readonly line: number;
  readonly files: number;
}

/** The ignore rules of a tree, as git interprets them, and how many files each excluded. */
export class IgnoreRules {
  readonly #rules: Ignore = ignore({ ignorecase: false });
  readonly #counts = new Map<number, LeftOut>();

  constructor(root: string) {
    const file = join(root, IGNORE_FILE);
    const lines = existsSync(file)
      ? readFileSync(file, 'utf8')
          .replace(/^\uFEFF/, '')
          .split(/\r?\n/)
      : [];
    for (const [index, pattern] of lines.entries()) this.#rules.add({ pattern, mark: String(index + 1) });
  }

  /** The rule that excludes a path, or undefined. */
  ruleFor(path: string, isDirectory: boolean): Omit<LeftOut, 'files'> | undefined {
    const { rule } = this.#rules.test(isDirectory ? `${path}/` : path);
    return rule && { rule: rule.pattern, line: Number(rule.mark) };
  }

  count({ rule, line }: Omit<LeftOut, 'files'>, files: number): void {
    this.#counts.set(line, { rule, line, files: files + (this.#counts.get(line)?.files ?? 0) });
  }

  /** In the order of the ignore file. */
  get leftOut(): LeftOut[] {
    return [...this.#counts.values()].sort((one, other) => one.line - other.line);
  }
}

/** One line for each rule that excluded something. */
export const renderLeftOut = (leftOut: readonly LeftOut[]): string[] =>
  leftOut.map(
    ({ rule, line, files }) =>
      `- left out ${files === 1 ? '1 file' : `${files} files`}: rule "${rule}", wp-content/${IGNORE_FILE}:${line}`,
  );
