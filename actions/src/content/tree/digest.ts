import { createHash } from 'node:crypto';
import type { Entry } from './entry.ts';
import type { Sliced } from './slices.ts';

/** Enough to tell a site's releases apart, and short enough for a person to read out. */
const ID_DIGITS = 16;

/**
 * A release's id is the digest of what is in it, a version of WordPress and a tree: the same is the same release wherever
 * and whenever it was checked out. The host computes the same over what it received (`hosts/remote/content/`).
 */
export function* digestOf(core: string, entries: readonly Entry[]): Sliced<string> {
  // In the order of the paths' bytes, as the host sorts; JavaScript would compare UTF-16 units.
  const lines = new Map<string, string>();
  for (const { kind, mode, sha256, path } of entries)
    yield void lines.set(Buffer.from(path).toString('latin1'), `${kind} ${mode} ${sha256} ${path}\n`);
  const total = createHash('sha256').update(`core ${core}\n`);
  for (const path of [...lines.keys()].sort()) yield void total.update(lines.get(path) ?? '');
  return total.digest('hex').slice(0, ID_DIGITS);
}
