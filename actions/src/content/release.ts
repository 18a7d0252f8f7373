import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from './tree/digest.ts';
import type { Entry } from './tree/entry.ts';
import type { LeftOut } from './tree/ignore-rules.ts';
import { ContentIncomplete } from './tree/incomplete.ts';
import { readAll } from './tree/read.ts';
import { type Found, scan } from './tree/scan.ts';
import { inSlices, type Sliced } from './tree/slices.ts';
import { stage } from './tree/stage.ts';

/** One version of WordPress with one of wp-content, ready to be sent. */
export interface Release {
  readonly id: string;
  /** Version of WordPress. Hosts fetch that themselves. */
  readonly core: string;
  readonly files: number;
  /** Of each file, below wp-content. */
  readonly paths: ReadonlySet<string>;
  /** What the rules of `.rsyncignore` left out. */
  readonly leftOut: readonly LeftOut[];
  /** A line for each thing about it that a person should know. */
  readonly notes: readonly string[];
  /** Gives the folder of a copy that rsync can compare with what hosts have; made when it is first asked for. */
  staged(): Promise<string>;
  /** Removes the copy. */
  close(): Promise<void>;
}

/**
 * Makes the release of a WordPress and some trees, each a part of a `wp-content/`; `maxBytes` of a file. `verified` are those
 * of them that a checksum vouches for. Throws with every mistake in them at once.
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
  if (mistakes.length > 0) throw new Error(refusal([...mistakes, ...missing]));
  if (missing.length > 0) throw new ContentIncomplete(refusal(missing));
  const read: Part[] = [];
  for (const { root, found } of parts) read.push({ root, entries: yield* readAll(root, found) });
  const all = read.flatMap(({ entries }) => entries);
  if (all.length === 0) throw new Error(`${roots[0]} holds no file to release. Put a theme into it.`);
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

/** What stands in more than one of the trees, such as `plugins/akismet`. */
function clashes(parts: readonly (readonly Found[])[]): string[] {
  const tops = parts.map((found) => new Set(found.map(({ path }) => path.split('/', 2).join('/'))));
  const twice = tops.flatMap((mine, index) =>
    [...mine].filter((top) => tops.slice(0, index).some((earlier) => earlier.has(top))),
  );
  return twice.map(
    (top) => `wp-content/${top}: is declared in cluster/ as well. Remove it from one of the two.`,
  );
}

const refusal = (mistakes: readonly string[]): string =>
  [
    `wp-content has ${mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`}; nothing was sent.`,
    ...mistakes.map((mistake) => `- ${mistake}`),
  ].join('\n');
