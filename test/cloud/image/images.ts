import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { VmNames } from '../machines/machines.ts';
import { buildLayers } from './build.ts';
import { buildEdge, EDGE_SOURCES } from './edge.ts';
import { buildKernel, KERNEL_SOURCES } from './kernel.ts';
import { buildLaterWordpress, LATER_WORDPRESS_SOURCES } from './later-wordpress.ts';
import { withLock } from './lock.ts';
import { buildPebble, PEBBLE_SOURCES, pebbleProgram } from './pebble.ts';
import type { Progress } from './progress.ts';
import { fingerprint, RECIPE_SOURCES } from './recipe.ts';

/** The images of the local cloud, and the files of its mirror. */
interface Images {
  /** Overlay lower directories for containers, the top one first. */
  readonly layers: readonly string[];
  /** The same for virtual machines, with a kernel; if requested. */
  readonly vmLayers?: readonly string[];
  /** The mirror's files: `debian/`, `debian-security/` and `wordpress/`; and the `wordpress/` of a later version, if requested. */
  readonly mirror: readonly string[];
  /** The program of the ACME authority. */
  readonly pebble: string;
}

interface ImagesOptions {
  /** Receives a line for each slow step. */
  readonly progress: Progress;
  /** Whether hosts are like DigitalOcean's debian-13-x64. Otherwise they have all packages of the roles, like a snapshot. */
  readonly bare: boolean;
  /** Which hosts are virtual machines. If there are any, their image is added. */
  readonly vms: VmNames;
  /** Whether to add a later WordPress, from another suite of Debian. */
  readonly laterWordpress: boolean;
}

/** A directory of the cache, and what fills it. */
type Part = readonly [path: string, build: (directory: string) => Promise<void>];

/**
 * Builds what is missing in the cache (about a minute and a half the first time) and returns its location. The cache is
 * `$XDG_CACHE_HOME/flotilla/images`, by the hash of the recipe; an interrupted build is never used. Needs root.
 */
export async function ensureImages({ progress, bare, vms, laterWordpress }: ImagesOptions): Promise<Images> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'flotilla', 'images');
  await mkdir(cache, { recursive: true });
  const at = async (name: string, sources: readonly string[]) =>
    join(cache, `${name}${await fingerprint(sources)}`);
  const layers = await at('', RECIPE_SOURCES);
  const tree = bare ? [join(layers, 'bare')] : [join(layers, 'ready'), join(layers, 'bare')];
  const edge = await at('edge-', EDGE_SOURCES);
  const vmKind = vms === 'all' ? 'vm' : 'mixed-vm';
  const vmEdge = await at(`${vmKind}-edge-`, EDGE_SOURCES);
  const kernel = await at(bare ? 'bare-kernel-' : 'kernel-', [...RECIPE_SOURCES, ...KERNEL_SOURCES]);
  const pebble = await at('pebble-', PEBBLE_SOURCES);
  const wordpress = await at('wordpress-', LATER_WORDPRESS_SOURCES);
  const bundle = join(layers, 'bare/etc/ssl/certs/ca-certificates.crt');
  const parts: Part[] = [
    [layers, (directory) => buildLayers(directory, progress)],
    [edge, (directory) => buildEdge(directory, 'container')],
    [pebble, buildPebble],
  ];
  const hasVms = vms.length > 0;
  if (hasVms)
    parts.push(
      [vmEdge, (directory) => buildEdge(directory, vmKind)],
      [kernel, (directory) => buildKernel(directory, tree, progress)],
    );
  if (laterWordpress)
    parts.push([wordpress, (directory) => buildLaterWordpress(directory, bundle, progress)]);
  await ensureParts(cache, parts, progress);
  return {
    layers: [edge, ...tree],
    ...(hasVms && { vmLayers: [vmEdge, join(kernel, 'upper'), ...tree] }),
    mirror: [join(layers, 'mirror'), ...(laterWordpress ? [wordpress] : [])],
    pebble: pebbleProgram(pebble),
  };
}

async function ensureParts(cache: string, parts: readonly Part[], progress: Progress): Promise<void> {
  if (parts.every(([path]) => existsSync(path))) return;
  const onWait = () => progress('Waiting for another build of the image to end');
  await withLock(join(cache, 'lock'), onWait, async () => {
    await sweep(cache);
    for (const [path, build] of parts) await ensure(path, build);
  });
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
