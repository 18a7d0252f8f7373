import { isDeepStrictEqual } from 'node:util';
import { load } from 'js-yaml';
import { formatProblem } from '../problem.ts';
import { isEmpty, Layout } from './layout.ts';
import { parseYaml } from './parse.ts';
import { type Entry, entryOf, type MapTree, nodeAt, plain, type ScalarTree, type Tree } from './yaml-file.ts';

/** A text with its path in the repository, for messages. */
interface Source {
  readonly path: string;
  readonly text: string;
}

type Keys = readonly string[];

/**
 * The text with another value at these keys. Only the value's own characters change: comments, order and layout stay. The
 * result is read back. Throws unless it has exactly the old values and the new one.
 */
export function withText(source: Source, keys: Keys, value: string): string {
  return readBack(source, keys, value, editedIn(source, keys, scalar(value)));
}

/** The same, with a new entry after the last one of the map at these keys. `flow` is YAML on one line. */
export function withEntry(source: Source, keys: Keys, flow: string): string {
  return readBack(source, keys, load(flow), editedIn(source, keys, flow));
}

/** The text without a top-level key, the comment directly above it and the blank lines before. Unchanged if there is no such key. */
export function withoutEntry(source: Source, key: string): string {
  const { text } = source;
  const entry = entryOf(rootOf(source), key);
  if (entry === undefined) return text;
  const lead = /(?:(?<=\n)[ \t]*\r?\n)*(?:(?<=\n)#[^\n]*\n)*$/.exec(text.slice(0, entry.keyStart))?.[0] ?? '';
  const layout = new Layout(text);
  const end = layout.behind(/[^\n]*\n?/y, layout.end(entry.value));
  const edited = spliced(text, entry.keyStart - lead.length, end, '');
  const { [key]: _, ...expected } = plain(rootOf(source)) as Record<string, unknown>;
  if (isDeepStrictEqual(plain(rootOf({ ...source, text: edited })), expected)) return edited;
  throw new Error(
    `Cannot remove \`${key}\` from ${source.path}: it is written in an unusual way. Edit it by hand.`,
  );
}

/** Reads the root first, which throws the mistake in an unreadable text. */
function editedIn(source: Source, keys: Keys, flow: string): string {
  const root = rootOf(source);
  return edited(new Layout(source.text), root, keys, flow);
}

function rootOf({ path, text }: Source): Tree {
  const { file, problems } = parseYaml(path, text);
  if (file.root && problems.length === 0) return file.root;
  throw new Error(problems.map(formatProblem).join('\n'));
}

function edited(layout: Layout, root: Tree, keys: Keys, flow: string): string {
  const [parent, last] = [nodeAt(root, keys.slice(0, -1)), keys.at(-1) ?? ''];
  const entry = entryOf(parent, last);
  if (entry && isEmpty(entry)) return filled(layout, entry, flow);
  if (entry?.value.kind === 'scalar') return replaced(layout, entry.value, flow);
  if (entry) throw new Error(`\`${keys.join('.')}\` holds a group of keys, not a value. Edit it by hand.`);
  if (parent?.kind === 'map') return added(layout, parent, `${last}: ${flow}`);
  return edited(layout, root, keys.slice(0, -1), `{ ${last}: ${flow} }`);
}

const spliced = (text: string, start: number, end: number, more: string): string =>
  text.slice(0, start) + more + text.slice(end);

function filled(layout: Layout, entry: Entry, flow: string): string {
  const colon = layout.colonEnd(entry);
  return spliced(layout.text, colon, colon, colon === layout.keyEnd(entry) ? `: ${flow}` : ` ${flow}`);
}

/** The sign of a block of text, up to its first line. */
const BLOCK_SIGN = /[|>][-+\d]*([ \t]*(?:#[^\n]*)?\r?\n)(?:[ \t]*\r?\n)*$/;

function replaced(layout: Layout, value: ScalarTree, flow: string): string {
  const { text } = layout;
  if (!layout.isBlock(value)) return spliced(text, value.start, layout.end(value), flow);
  const sign = BLOCK_SIGN.exec(text.slice(0, value.start));
  if (!sign) throw new Error('Cannot find where the block of text begins. Edit it by hand.');
  return spliced(text, sign.index, layout.end(value), flow + sign[1]);
}

function added(layout: Layout, map: MapTree, entry: string): string {
  const end = layout.lastEnd(map);
  if (!layout.isFlow(map)) return addedBelow(layout, map, end ?? map.start, entry);
  const inside = map.start + 1;
  return end === undefined
    ? spliced(layout.text, inside, inside, ` ${entry} `)
    : spliced(layout.text, end, end, `, ${entry}`);
}

/** On its own line, below the last entry and the comments with the same indentation. */
function addedBelow(layout: Layout, map: MapTree, end: number, entry: string): string {
  const { text } = layout;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = ' '.repeat(map.start - (text.lastIndexOf('\n', map.start - 1) + 1));
  const line = text[end - 1] === '\n' ? end : layout.behind(/[^\n]*\n?/y, end);
  const comments = new RegExp(`(?:(?:[ \\t]*\\r?\\n)*${indent}[ \\t]*#[^\\n]*(?:\\n|$))*`, 'y');
  const at = layout.behind(comments, line);
  return spliced(text, at, at, `${text[at - 1] === '\n' ? '' : newline}${indent}${entry}${newline}`);
}

/** Plain if YAML reads it as exactly this text; otherwise quoted as in JSON, which is valid YAML. */
const scalar = (value: string): string =>
  /^[A-Za-z][\w@.-]*(?: [\w@.-]+)*$/.test(value) && load(value) === value ? value : JSON.stringify(value);

function readBack(source: Source, keys: Keys, value: unknown, text: string): string {
  const expected = withValue(plain(rootOf(source)), keys, value);
  if (isDeepStrictEqual(plain(rootOf({ ...source, text })), expected)) return text;
  throw new Error(
    `Cannot change \`${keys.join('.')}\` in ${source.path}: it is written in an unusual way. Edit it by hand.`,
  );
}

function withValue(node: unknown, [key, ...others]: Keys, value: unknown): unknown {
  if (key === undefined) return value;
  const group = (node ?? {}) as Record<string, unknown>;
  return { ...group, [key]: withValue(group[key], others, value) };
}
