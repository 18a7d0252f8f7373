import type { Stats } from 'node:fs';
import { posix } from 'node:path';
import { FOLDERS } from './entry.ts';

interface Look {
  readonly stats: Stats;
  /** Of a symbolic link. */
  readonly target: string | undefined;
  readonly maxBytes: number;
}

/** Why something in the tree cannot be released, and what to do; undefined when it can. */
export function mistakeIn(path: string, { stats, target, maxBytes }: Look): string | undefined {
  const name = posix.basename(path);
  if (/[\n\r]/.test(name)) return 'has a line break in its name. Rename it.';
  if (name.startsWith('.')) return 'is a dotfile, which nginx would not serve. Remove it, or ignore it.';
  if (name.toLowerCase() === 'wp-config.php') return 'holds the secrets of some site. Remove it.';
  if (!path.includes('/') && !stats.isDirectory()) return 'is no directory. Put a directory in its place.';
  if (target !== undefined) return leavesTree(path, target) ? leaving(target) : undefined;
  if (!stats.isFile() && !stats.isDirectory()) return 'is neither a file, a directory nor a link. Remove it.';
  if (stats.isFile() && stats.size > maxBytes) return tooLarge(stats.size, maxBytes);
  return undefined;
}

/** On a host only the folders of a release are beside it. */
function leavesTree(path: string, target: string): boolean {
  if (posix.isAbsolute(target)) return true;
  const [top] = posix.normalize(posix.join(posix.dirname(path), target)).split('/');
  return !FOLDERS.some((folder) => folder === top);
}

const leaving = (target: string): string =>
  `is a link that leaves the tree, to "${target}". Put what it leads to in its place.`;

const MIB = 2 ** 20;
const tooLarge = (size: number, limit: number): string =>
  `has ${(size / MIB).toFixed(1)} MiB, over the limit of ${limit / MIB} MiB. ` +
  'Put it into the uploads, or raise the input max-file-mib.';
