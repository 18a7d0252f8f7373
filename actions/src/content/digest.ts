import { createHash } from 'node:crypto';
import type { Entry } from './entry.ts';

/** Enough to tell a site's releases apart, and short enough for a person to read out. */
const ID_DIGITS = 16;

/**
 * A release's id is the digest of what is in it, a version of WordPress and a tree: the same is the same release wherever
 * and whenever it was checked out. The host computes the same over what it received (`hosts/remote/content/`).
 */
export function digestOf(core: string, entries: readonly Entry[]): string {
  const lines = entries.map(
    ({ kind, mode, sha256, path }) => [path, `${kind} ${mode} ${sha256} ${path}\n`] as const,
  );
  // By bytes, as the host sorts; JavaScript would compare UTF-16 units.
  lines.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const total = createHash('sha256').update(`core ${core}\n`);
  for (const [, line] of lines) total.update(line);
  return total.digest('hex').slice(0, ID_DIGITS);
}
