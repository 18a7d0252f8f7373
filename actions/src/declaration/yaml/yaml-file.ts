import type { Problem } from '../problem.ts';

/** A YAML value with its location: `start` is an offset into the text. */
export type Tree = MapTree | ListTree | ScalarTree;

export interface MapTree {
  readonly kind: 'map';
  readonly start: number;
  /** In the order they are written. */
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  readonly keyStart: number;
  readonly value: Tree;
}

export interface ListTree {
  readonly kind: 'list';
  readonly start: number;
  readonly items: readonly Tree[];
}

export interface ScalarTree {
  readonly kind: 'scalar';
  /** The key's offset if nothing is written after it. */
  readonly start: number;
  readonly value: unknown;
  /** As written: YAML reads `6.10` as the number 6.1, and messages must show what people wrote. */
  readonly source: string;
}

export type Path = readonly PropertyKey[];

/** The same value as plain objects and arrays. */
export const plain = (tree: Tree): unknown => {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plain);
  return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, plain(value)]));
};

export const entryOf = (tree: Tree | undefined, key: PropertyKey): Entry | undefined =>
  tree?.kind === 'map' ? tree.entries.get(String(key)) : undefined;

const child = (tree: Tree | undefined, key: PropertyKey): Tree | undefined =>
  tree?.kind === 'list' ? tree.items[Number(key)] : entryOf(tree, key)?.value;

/** The value at a path; undefined if nothing is written there. */
export const nodeAt = (tree: Tree | undefined, path: Path): Tree | undefined =>
  path.reduce<Tree | undefined>(child, tree);

/** One file of the declaration: its text, and its values if it could be parsed. */
export class YamlFile {
  readonly path: string;
  readonly root: Tree | undefined;
  readonly #lineStarts: readonly number[];

  constructor(path: string, text: string, root?: Tree) {
    this.path = path;
    this.root = root;
    // A byte order mark is invisible: the first line starts after it.
    const first = text.startsWith('\uFEFF') ? 1 : 0;
    this.#lineStarts = [first, ...[...text.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)];
  }

  /** A problem at an offset into the text. */
  problem(offset: number, message: string, remedy: string): Problem {
    const line = this.#lineAt(offset);
    const column = Math.max(0, offset - (this.#lineStarts[line] ?? 0)) + 1;
    return { file: this.path, line: line + 1, column, message, remedy };
  }

  /** A binary search, because a file may have as many problems as lines. */
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

  /** The nearest key above that is written, if the path's own is not. */
  #keyStart(path: Path): number {
    if (path.length === 0) return this.root?.start ?? 0;
    const parent = path.slice(0, -1);
    const entry = entryOf(nodeAt(this.root, parent), path.at(-1) ?? '');
    return entry?.keyStart ?? this.#keyStart(parent);
  }
}
