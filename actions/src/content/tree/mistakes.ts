import type { Stats } from 'node:fs';
import { posix } from 'node:path';
import { isReleased } from './drop-ins.ts';
import { IGNORE_FILE } from './ignore-rules.ts';

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
  if (name.startsWith('.')) return dotfile(name, stats.isDirectory());
  if (target !== undefined) return leavesTree(path, target) ? leaving(target) : undefined;
  if (!stats.isFile() && !stats.isDirectory()) return 'is neither a file, a directory nor a link. Remove it.';
  if (stats.isFile() && stats.size > maxBytes) return tooLarge(stats.size, maxBytes);
  return undefined;
}

function dotfile(name: string, isDirectory: boolean): string {
  const rule = `Or add the rule "${name}${isDirectory ? '/' : ''}" to wp-content/${IGNORE_FILE}.`;
  if (name === '.htaccess')
    return `is a dotfile that only Apache reads. Remove it; what it does for your site belongs into cluster/nginx/. ${rule}`;
  if (name.startsWith('.env'))
    return `is a dotfile that often holds credentials. Remove it, and change those that it holds. ${rule}`;
  return `is a dotfile, which nginx does not serve. Remove it. ${rule}`;
}

/** On a host only the folders of a release are beside it. */
function leavesTree(path: string, target: string): boolean {
  if (posix.isAbsolute(target)) return true;
  const [top = ''] = posix.normalize(posix.join(posix.dirname(path), target)).split('/');
  return !isReleased(top);
}

const leaving = (target: string): string =>
  `is a link that leaves the tree, to "${target}". Put what it leads to in its place.`;

const MIB = 2 ** 20;
const tooLarge = (size: number, limit: number): string =>
  `has ${(size / MIB).toFixed(1)} MiB, over the limit of ${limit / MIB} MiB. ` +
  'Put it into the uploads, or raise the input max-file-mib.';
