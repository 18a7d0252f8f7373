import { EVENT_ID, parseEvents, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { Entry, ListTree, MapTree, ScalarTree, Tree } from './yaml-file.ts';

/** The text between the last item of a list in brackets and the closing bracket. */
const FILLER = /(?:[\s,]|(?<=\s)#[^\n]*)*/y;
const QUOTED: readonly number[] = [SCALAR_STYLE.SINGLE_QUOTED, SCALAR_STYLE.DOUBLE_QUOTED];
const BLOCK: readonly number[] = [SCALAR_STYLE.LITERAL_BLOCK, SCALAR_STYLE.FOLDED_BLOCK];

/** Finds where the values of a text end, which its tree does not record. */
export class Layout {
  readonly text: string;
  readonly #scalars: ReadonlyMap<number, ScalarEvent>;

  constructor(text: string) {
    this.text = text;
    const scalars = parseEvents(text, {}).filter((event) => event.type === EVENT_ID.SCALAR);
    this.#scalars = new Map(scalars.map((event) => [event.valueStart - quoteOf(event), event]));
  }

  isFlow(tree: MapTree | ListTree): boolean {
    return '{['.includes(this.text[tree.start] ?? ' ');
  }

  /** Whether the value is a block of text, below a `|` or a `>`. */
  isBlock({ start }: ScalarTree): boolean {
    return BLOCK.includes(this.#scalars.get(start)?.style ?? 0);
  }

  /** The offset after a value's last character. */
  end(tree: Tree): number {
    if (tree.kind === 'scalar') return this.#scalarEnd(tree.start);
    const last = this.lastEnd(tree);
    return this.isFlow(tree) ? this.behind(FILLER, last ?? tree.start + 1) + 1 : (last ?? tree.start);
  }

  /** The offset after the last value in a map or a list; undefined if it is empty. */
  lastEnd(tree: MapTree | ListTree): number | undefined {
    const last = tree.kind === 'list' ? tree.items.at(-1) : [...tree.entries.values()].at(-1);
    if (last === undefined) return undefined;
    if ('kind' in last) return this.end(last);
    return isEmpty(last) ? this.colonEnd(last) : this.end(last.value);
  }

  keyEnd({ keyStart }: Entry): number {
    return this.#scalarEnd(keyStart);
  }

  /** After the key's colon, or after the key if there is no colon: `{ key }`. */
  colonEnd(entry: Entry): number {
    return this.behind(/[ \t]*:/y, this.keyEnd(entry));
  }

  /** The offset after the sticky pattern's match there. */
  behind(pattern: RegExp, offset: number): number {
    pattern.lastIndex = offset;
    return offset + (pattern.exec(this.text)?.[0].length ?? 0);
  }

  #scalarEnd(start: number): number {
    const event = this.#scalars.get(start);
    return event ? event.valueEnd + quoteOf(event) : start;
  }
}

const quoteOf = ({ style }: ScalarEvent): number => (QUOTED.includes(style) ? 1 : 0);

/** Nothing is written after the key, so the value has the key's location. */
export const isEmpty = ({ keyStart, value }: Entry): boolean =>
  value.kind === 'scalar' && value.start === keyStart;
