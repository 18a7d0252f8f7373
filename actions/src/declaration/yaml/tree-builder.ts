import {
  constructFromEvents,
  EVENT_ID,
  type Event,
  getScalarValue,
  SCALAR_STYLE,
  type ScalarEvent,
} from 'js-yaml';
import { type Problem, show } from '../problem.ts';
import { type Entry, type MapTree, type ScalarTree, type Tree, YamlFile } from './yaml-file.ts';

const QUOTED: readonly number[] = [SCALAR_STYLE.SINGLE_QUOTED, SCALAR_STYLE.DOUBLE_QUOTED];

/** Builds located values from js-yaml's events (its AST drops the offsets), and collects mistakes in keys. */
export class TreeBuilder {
  readonly problems: Problem[] = [];
  readonly #events: readonly Event[];
  readonly #text: string;
  readonly #file: YamlFile;
  #next = 0;

  constructor(path: string, text: string, events: readonly Event[]) {
    this.#file = new YamlFile(path, text);
    this.#text = text;
    this.#events = events.filter((event) => event.type !== EVENT_ID.DOCUMENT);
  }

  /** `fallback` is the location of an empty value, which has no offset. */
  build(fallback = 0): Tree {
    const event = this.#take();
    if (event?.type === EVENT_ID.MAPPING) return this.#map(event.start);
    if (event?.type === EVENT_ID.SEQUENCE) return this.#list(event.start);
    if (event?.type === EVENT_ID.SCALAR) return this.#scalar(event, fallback);
    throw new Error('js-yaml gave an event that is no value: aliases are refused before a tree is built');
  }

  #take(): Event | undefined {
    return this.#events[this.#next++];
  }

  #atEnd(): boolean {
    const event = this.#events[this.#next];
    return event === undefined || event.type === EVENT_ID.POP;
  }

  #map(start: number): MapTree {
    const entries = new Map<string, Entry>();
    while (!this.#atEnd()) this.#entry(entries, start);
    this.#take();
    return { kind: 'map', start, entries };
  }

  #entry(entries: Map<string, Entry>, mapStart: number): void {
    const key = this.build(mapStart);
    const name = this.#keyText(key);
    const entry = { keyStart: key.start, value: this.build(key.start) };
    if (name === undefined) return;
    const first = entries.get(name);
    if (first) this.#refuseDuplicate(name, first, entry);
    else entries.set(name, entry);
  }

  #list(start: number): Tree {
    const items: Tree[] = [];
    while (!this.#atEnd()) items.push(this.build(start));
    this.#take();
    return { kind: 'list', start, items };
  }

  #scalar(event: ScalarEvent, fallback: number): ScalarTree {
    const quote = QUOTED.includes(event.style) ? 1 : 0;
    const start = event.valueStart < 0 ? fallback : event.valueStart - quote;
    const alone: Event[] = [
      { type: EVENT_ID.DOCUMENT, explicitStart: false, explicitEnd: false, directives: [] },
      event,
      { type: EVENT_ID.POP },
    ];
    const [value] = constructFromEvents(alone, { source: this.#text });
    return { kind: 'scalar', start, value, source: getScalarValue(this.#text, event) };
  }

  #keyText(key: Tree): string | undefined {
    // `__proto__` would vanish silently: zod skips it, because it is not an ordinary property in JavaScript.
    if (key.kind === 'scalar' && key.source !== '' && key.source !== '__proto__') return key.source;
    this.problems.push(
      this.#file.problem(
        key.start,
        'this is not a key',
        'write a plain word before the colon, e.g. `name: …`',
      ),
    );
  }

  #refuseDuplicate(name: string, first: Entry, again: Entry): void {
    const { line, column } = this.#file.problem(first.keyStart, '', '');
    const message = `${show(name)} is written twice; the first is at ${line}:${column}`;
    this.problems.push(this.#file.problem(again.keyStart, message, 'keep one of the two'));
  }
}
