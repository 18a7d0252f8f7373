import { readFileSync, writeFileSync } from 'node:fs';
import type { Kind, Traffic } from './traffic.ts';

/** A file for what the tests measure. Then all of them run, on a machine that has nothing else to do. */
const FILE = process.env.FIGURES;
export const MEASURES = FILE !== undefined;

const TABLE = `| fault | acknowledged posts lost | longest wait of a write | failed reads (cached / uncached / uploads) | complete again after |
|---|---|---|---|---|`;

/** One section of the file. */
export interface Figures {
  readonly addRow: (row: string) => unknown;
  /** A sentence below the table. */
  readonly addNote: (note: string) => unknown;
  /** Replaces the section in the file; the others stay. Call it when all is measured. */
  readonly write: () => void;
}

export function figures(title: string, introduction: string): Figures {
  const rows: string[] = [];
  const notes: string[] = [];
  const write = () => {
    const table = [TABLE, ...rows].join('\n');
    if (FILE) writeFileSync(FILE, replaced(FILE, title, [introduction, table, ...notes].join('\n\n')));
  };
  return { addRow: (row) => rows.push(row), addNote: (note) => notes.push(note), write };
}

/** A file of sections, with a new text in one of them. */
function replaced(file: string, title: string, text: string): string {
  const sections = readFileSync(file, 'utf8').split(/^(?=## )/m);
  const begin = `## ${title}\n`;
  const at = sections.findIndex((section) => section.startsWith(begin));
  sections.splice(at < 0 ? sections.length : at, 1, `${begin}\n${text}`);
  return `${sections.map((section) => section.trim()).join('\n\n')}\n`;
}

/** Of the posts that were published, in seconds. */
export const longestWrite = ({ written }: Pick<Traffic, 'written'>): number =>
  Math.max(...written.map(({ seconds }) => seconds));

export function rowOf(what: string, missing: readonly string[], traffic: Traffic, back: string): string {
  const failed = (kind: Kind) => traffic.failed.filter((read) => read.kind === kind).length;
  const reads = `${failed('cached')} / ${failed('uncached')} / ${failed('upload')} of ${traffic.reads}`;
  const posts = `${missing.length} of ${traffic.written.length}`;
  return `| ${what} | ${posts} | ${longestWrite(traffic).toFixed(1)} s | ${reads} | ${back} |`;
}
