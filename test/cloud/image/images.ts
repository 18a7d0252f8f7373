import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buildLayers } from './build.ts';
import { buildEdge, EDGE_SOURCES } from './edge.ts';
import { buildLaterWordpress, LATER_WORDPRESS_SOURCES } from './later-wordpress.ts';
import { withLock } from './lock.ts';
import { buildPebble, PEBBLE_SOURCES, pebbleProgram } from './pebble.ts';
import type { Progress } from './progress.ts';
import { fingerprint, RECIPE_SOURCES } from './recipe.ts';

/** The images of the local cloud: overlay lower directories, the top one first, and the files of the mirror. */
interface Images {
  /** Like DigitalOcean's debian-13-x64. */
  readonly bare: readonly string[];
  /** The same with all packages of the roles, like a snapshot. */
  readonly ready: readonly string[];
  /** The mirror's files: `debian/`, `debian-security/` and `wordpress/`; and the `wordpress/` of a later version, if requested. */
  readonly mirror: readonly string[];
  /** The program of the ACME authority. */
  readonly pebble: string;
}

interface ImagesOptions {
  /** Receives a line for each slow step. */
  readonly progress: Progress;
  /** Whether to add a later WordPress, from another suite of Debian. */
  readonly laterWordpress: boolean;
}

/**
 * Builds what is missing in the cache (about a minute and a half the first time) and returns its location. The cache is
 * `$XDG_CACHE_HOME/flotilla/images`, by the hash of the recipe; an interrupted build is never used. Needs root.
 */
export async function ensureImages({ progress, laterWordpress }: ImagesOptions): Promise<Images> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'flotilla', 'images');
  await mkdir(cache, { recursive: true });
  const layers = join(cache, await fingerprint(RECIPE_SOURCES));
  const edge = join(cache, `edge-${await fingerprint(EDGE_SOURCES)}`);
  const pebble = join(cache, `pebble-${await fingerprint(PEBBLE_SOURCES)}`);
  const wordpress = join(cache, `wordpress-${await fingerprint(LATER_WORDPRESS_SOURCES)}`);
  const later = laterWordpress ? [wordpress] : [];
  if (![layers, edge, pebble, ...later].every((path) => existsSync(path))) {
    const onWait = () => progress('Waiting for another build of the image to end');
    await withLock(join(cache, 'lock'), onWait, async () => {
      await sweep(cache);
      await ensure(layers, (directory) => buildLayers(directory, progress));
      await ensure(edge, buildEdge);
      await ensure(pebble, buildPebble);
      const bundle = join(layers, 'bare/etc/ssl/certs/ca-certificates.crt');
      for (const each of later)
        await ensure(each, (directory) => buildLaterWordpress(directory, bundle, progress));
    });
  }
  return {
    bare: [edge, join(layers, 'bare')],
    ready: [edge, join(layers, 'ready'), join(layers, 'bare')],
    mirror: [join(layers, 'mirror'), ...later],
    pebble: pebbleProgram(pebble),
  };
}

/** Built elsewhere and renamed when complete, so the name exists only with complete content. */
async function ensure(target: string, build: (directory: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return;
  const directory = await mkdtemp(`${target}.building-`);
  try {
    await build(directory);
    await rename(directory, target);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** No other build runs under the lock, so a partial image comes from a killed build. */
async function sweep(cache: string): Promise<void> {
  const left = (await readdir(cache)).filter((name) => name.includes('.building-'));
  await Promise.all(left.map((name) => rm(join(cache, name), { recursive: true, force: true })));
}
