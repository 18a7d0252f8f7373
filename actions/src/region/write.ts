import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allHosts, type Declaration } from '../declaration/declaration.ts';
import { loadDeclaration } from '../declaration/load.ts';
import { formatProblem } from '../declaration/problem.ts';
import { nextNames, withHosts } from './region-file.ts';
import type { RegionRequest } from './request.ts';

/** A region's file before and after. */
export interface RegionFile {
  /** Relative to the directory that holds `cluster/`. */
  readonly path: string;
  /** Undefined where it is new. */
  readonly before: string | undefined;
  readonly after: string;
  readonly names: readonly string[];
  /** With the hosts in it. */
  readonly declaration: Declaration;
}

/** Writes the region's file, and takes it back unless the declaration then has these hosts more and no mistake. */
export async function writeRegion(
  root: string,
  declaration: Declaration,
  { region, hosts, size }: RegionRequest,
  taken: readonly string[],
): Promise<RegionFile> {
  const declared = allHosts(declaration).map(({ name }) => name);
  const names = nextNames([...declared, ...taken], hosts);
  const path = `cluster/regions/${region}.yml`;
  const before = await readFile(join(root, path), 'utf8').catch(() => undefined);
  const after = withHosts(path, before, names, size);
  await writeFile(join(root, path), after);
  const read = await readBack(root, [...declared, ...names]);
  if (typeof read !== 'string') return { path, before, after, names, declaration: read };
  await (before === undefined ? rm(join(root, path)) : writeFile(join(root, path), before));
  throw new Error(`${path} cannot be added to: ${read} Add ${names.join(', ')} to it by hand.`);
}

/** What is wrong with it, where it is not as expected. */
async function readBack(root: string, expected: readonly string[]): Promise<Declaration | string> {
  const read = await loadDeclaration(root);
  if (!('declaration' in read)) return `${read.problems.map(formatProblem).join('\n')}\n`;
  const found = new Set(allHosts(read.declaration).map(({ name }) => name));
  return expected.length === found.size && expected.every((name) => found.has(name))
    ? read.declaration
    : 'its list of hosts is written in a way that lines cannot be added to.';
}
