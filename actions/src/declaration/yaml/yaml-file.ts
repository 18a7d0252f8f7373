import type { Problem } from '../problem.ts';
import { entryOf, nodeAt, type Path, type Tree } from './tree.ts';

/** One file of the declaration: its text, and its values once they could be parsed. */
export class YamlFile {
  readonly path: string;
  readonly root: Tree | undefined;
  readonly #lineStarts: readonly number[];

  constructor(path: string, text: string, root?: Tree) {
    this.path = path;
    this.root = root;
    // A byte order mark is there for no eye to see: the first line starts behind it.
    const first = text.startsWith('\uFEFF') ? 1 : 0;
    this.#lineStarts = [first, ...[...text.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)];
  }

  /** A problem at an offset into the text. */
  problem(offset: number, message: string, remedy: string): Problem {
    const line = this.#lineAt(offset);
    const column = Math.max(0, offset - (this.#lineStarts[line] ?? 0)) + 1;
    return { file: this.path, line: line + 1, column, message, remedy };
  }

  /** Halves the lines: a file of mistakes has as many problems as lines. */
  #lineAt(offset: number): number {
    let [low, high] = [0, this.#lineStarts.length];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  problemAtValue(path: Path, message: string, remedy: string): Problem {
    return this.problem(nodeAt(this.root, path)?.start ?? this.#keyStart(path), message, remedy);
  }

  problemAtKey(path: Path, message: string, remedy: string): Problem {
    return this.problem(this.#keyStart(path), message, remedy);
  }

  /** `cluster/regions/nyc1.yml:3:3`, to name a second place in a message. */
  placeOfKey(path: Path): string {
    const { file, line, column } = this.problemAtKey(path, '', '');
    return `${file}:${line}:${column}`;
  }

  /** Of the nearest key above that is written, where the path's own is not. */
  #keyStart(path: Path): number {
    if (path.length === 0) return this.root?.start ?? 0;
    const parent = path.slice(0, -1);
    const entry = entryOf(nodeAt(this.root, parent), path.at(-1) ?? '');
    return entry?.keyStart ?? this.#keyStart(parent);
  }
}
