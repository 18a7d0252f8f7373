import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allHosts, type Declaration } from '../declaration/declaration.ts';
import { loadDeclaration } from '../declaration/load.ts';
import { formatProblem } from '../declaration/problem.ts';
import { withEntry } from '../declaration/yaml/edit.ts';
import { Failure } from '../lib/failure.ts';
import type { RegionRequest } from './request.ts';

/** A region's file before and after the change. */
export interface RegionFile {
  /** Relative to the directory that holds `cluster/`. */
  readonly path: string;
  /** Undefined if it is new. */
  readonly before: string | undefined;
  readonly after: string;
  readonly names: readonly string[];
  /** Including the new hosts. */
  readonly declaration: Declaration;
}

/** Writes the region's file. Undoes that if the declaration is then invalid, or does not contain exactly the new hosts more. */
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
  if (!Array.isArray(read)) return { path, before, after, names, declaration: read };
  await (before === undefined ? rm(join(root, path)) : writeFile(join(root, path), before));
  throw new Failure({
    what: `Cannot add hosts to ${path}`,
    remedy: `Add ${names.join(', ')} to it by hand.`,
    details: read,
  });
}

/** The declaration, or what is wrong with it. */
async function readBack(root: string, expected: readonly string[]): Promise<Declaration | string[]> {
  const read = await loadDeclaration(root);
  if (!('declaration' in read)) return read.problems.map(formatProblem);
  const found = new Set(allHosts(read.declaration).map(({ name }) => name));
  return expected.length === found.size && expected.every((name) => found.has(name))
    ? read.declaration
    : ['Its list of hosts has a format that lines cannot be added to.'];
}

const SCHEMA = '# yaml-language-server: $schema=../region.schema.json';

/**
 * The next free names after the highest number in use: `host-04`, `host-05`… Gaps are not filled, because references to a removed
 * host must not lead to another one.
 */
export function nextNames(taken: readonly string[], count: number): string[] {
  const numbers = taken.map((name) => Number(/^host-(\d+)$/.exec(name)?.[1] ?? 0));
  const highest = Math.max(0, ...numbers);
  return Array.from({ length: count }, (_, index) => `host-${String(highest + index + 1).padStart(2, '0')}`);
}

/** A region's file with more hosts: a new file, or the old text with an entry for each after the last host. */
export function withHosts(
  path: string,
  before: string | undefined,
  names: readonly string[],
  size: string,
): string {
  if (before === undefined)
    return [SCHEMA, 'hosts:', ...names.map((name) => `  ${name}: { size: ${size} }`), ''].join('\n');
  return names.reduce(
    (text, name) => withEntry({ path, text }, ['hosts', name], `{ size: ${size} }`),
    before,
  );
}
