import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../lib/failure.ts';
import { digestOf, type Entry, readAll, stage } from './tree/entries.ts';
import type { LeftOut } from './tree/ignore-rules.ts';
import { type Found, scan } from './tree/scan.ts';
import { inSlices, type Sliced } from './tree/slices.ts';

/** One version of WordPress with one version of wp-content, ready to be sent. */
export interface Release {
  readonly id: string;
  /** Version of WordPress. Hosts download it themselves. */
  readonly core: string;
  readonly files: number;
  /** Of all files, below wp-content. */
  readonly paths: ReadonlySet<string>;
  /** The files that the rules of `.rsyncignore` excluded. */
  readonly leftOut: readonly LeftOut[];
  /** One line for each thing that a person should know about the release. */
  readonly notes: readonly string[];
  /** The folder of a copy that rsync can compare with the hosts' files. It is made on the first call. */
  staged(): Promise<string>;
  /** Removes the copy. */
  close(): Promise<void>;
}

/** Part of the content is stored elsewhere and was not fetched, so the tree has no release id. */
export class ContentIncomplete extends Failure {}

/**
 * Makes a release of a WordPress version and several trees, each part of a `wp-content/`. `maxBytes` limits the size of a
 * file; `verified` are the trees that a checksum has verified. Throws with all mistakes in the trees at once.
 */
export async function openRelease(
  core: string,
  roots: readonly string[],
  maxBytes: number,
  verified: readonly string[] = [],
): Promise<Release> {
  const { read, id, leftOut } = await inSlices(readRelease(core, roots, maxBytes, verified));
  let folder: Promise<string> | undefined;
  const staged = () => {
    folder ??= stageAll(read);
    return folder;
  };
  const close = async () => {
    if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
  };
  const paths = new Set(read.flatMap(({ entries }) => entries.map(({ path }) => path)));
  return { id, core, files: paths.size, paths, leftOut, notes: [], staged, close };
}

interface Part {
  readonly root: string;
  readonly entries: readonly Entry[];
}

function* readRelease(
  core: string,
  roots: readonly string[],
  maxBytes: number,
  verified: readonly string[],
): Sliced<{ read: Part[]; id: string; leftOut: LeftOut[] }> {
  const parts = [];
  for (const root of roots) parts.push({ root, ...(yield* scan(root, maxBytes, verified.includes(root))) });
  const mistakes = [...parts.flatMap((part) => part.mistakes), ...clashes(parts.map(({ found }) => found))];
  const missing = parts.flatMap((part) => part.missing);
  if (mistakes.length > 0) throw new Failure(refusal([...mistakes, ...missing]));
  if (missing.length > 0) throw new ContentIncomplete(refusal(missing));
  const read: Part[] = [];
  for (const { root, found } of parts) read.push({ root, entries: yield* readAll(root, found) });
  const all = read.flatMap(({ entries }) => entries);
  if (all.length === 0)
    throw new Failure({
      what: `${roots[0]} contains no files to release`,
      remedy: 'Commit a theme, at least.',
    });
  return { read, id: yield* digestOf(core, all), leftOut: parts.flatMap(({ leftOut }) => leftOut) };
}

async function stageAll(parts: readonly Part[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-release-'));
  try {
    for (const { root, entries } of parts) await inSlices(stage(root, folder, entries));
    return folder;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Plugins and themes that are in more than one of the trees. */
function clashes(parts: readonly (readonly Found[])[]): string[] {
  const tops = parts.map((found) => new Set(found.map(({ path }) => path.split('/', 2).join('/'))));
  const twice = tops.flatMap((mine, index) =>
    [...mine].filter((top) => tops.slice(0, index).some((earlier) => earlier.has(top))),
  );
  return twice.map(
    (top) => `wp-content/${top}: cluster/cluster.yml declares it as well. Remove one of the two.`,
  );
}

const refusal = (mistakes: readonly string[]) => ({
  what: `Cannot release wp-content, which has ${mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`}`,
  remedy: 'Nothing was sent to the hosts.',
  details: mistakes,
});
