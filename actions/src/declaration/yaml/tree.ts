/** A YAML value that remembers where it was written; `start` is an offset into the text. */
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
  /** Of the key, where nothing is written after it. */
  readonly start: number;
  readonly value: unknown;
  /** As written: `6.10` is the number 6.1 to YAML, and people must be shown what they wrote. */
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

/** The value at a path; undefined where nothing is written. */
export const nodeAt = (tree: Tree | undefined, path: Path): Tree | undefined =>
  path.reduce<Tree | undefined>(child, tree);
