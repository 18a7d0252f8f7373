import { writeFileSync } from 'node:fs';
import type { Kind, Traffic } from './traffic.ts';

/** A file for a table of what the tests measure. Then all of them run, on a machine that has nothing else to do. */
const FILE = process.env.FIGURES;
export const MEASURES = FILE !== undefined;

const HEAD = `# What the loss of a host costs

Three hosts in two regions of the local cloud, \`database: { topology: cluster }\`, all on one machine with two processors. Each
row is one run: pages and uploads are read through both web hosts, 20 a second, and a writer on each publishes posts over REST,
one after another. A fault lasts 12 s, unless it ends by itself. Reads and writes through the host that is hit are not counted.
\`npm run bench:redundancy\` writes this file.

| fault | acknowledged posts lost | longest wait of a write | failed reads (cached / uncached / uploads) | complete again after |
|---|---|---|---|---|
`;

const rows: string[] = [];
/** Sentences below the table. */
const notes: string[] = [];

export const addRow = (row: string): unknown => rows.push(row);
export const addNote = (note: string): unknown => notes.push(note);

/** Of the posts that were published, in seconds. */
export const longestWrite = ({ written }: Pick<Traffic, 'written'>): number =>
  Math.max(...written.map(({ seconds }) => seconds));

/** What the readers and writers of the other hosts saw. */
export function without({ reads, failed, written, refused }: Traffic, host: string | undefined): Traffic {
  const others = <T extends { host: string }>(all: readonly T[]) => all.filter((one) => one.host !== host);
  return { reads, failed: others(failed), written: others(written), refused: others(refused) };
}

export function rowOf(what: string, missing: readonly string[], traffic: Traffic, back: string): string {
  const failed = (kind: Kind) => traffic.failed.filter((read) => read.kind === kind).length;
  const reads = `${failed('cached')} / ${failed('uncached')} / ${failed('upload')} of ${traffic.reads}`;
  const posts = `${missing.length} of ${traffic.written.length}`;
  return `| ${what} | ${posts} | ${longestWrite(traffic).toFixed(1)} s | ${reads} | ${back} |`;
}

export function writeFigures(): void {
  if (FILE) writeFileSync(FILE, `${[HEAD + rows.join('\n'), ...notes].join('\n\n')}\n`);
}
