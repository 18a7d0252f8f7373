import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import type { Declaration, DirectoryPackage } from '../../declaration/declaration.ts';
import { Failure, messageOf } from '../../lib/failure.ts';
import { inSlices } from '../tree/slices.ts';
import { contentsSum, download, unpack, versionsIn } from './package.ts';

/** Plugins and themes from wordpress.org's directory, unpacked with the paths that they have in `wp-content/`. */
interface Packages {
  readonly root: string;
  /** One line for each that wordpress.org did not provide as declared: where it came from instead. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

/** Where wordpress.org keeps them: `plugin/akismet.5.5.zip`, `theme/twentytwentyfive.1.3.zip`. */
const SOURCE = 'https://downloads.wordpress.org';

interface Wanted extends DirectoryPackage {
  readonly kind: 'plugin' | 'theme';
}

/** Copies a folder of the `wp-content/` that hosts serve, such as `plugins/akismet`. Throws if no host has it. */
export type Borrow = (folder: string, to: string) => Promise<void>;

/** wordpress.org does not provide what is declared, and no host has it. The repository itself is fine. */
export class PackagesMissing extends Failure {}

/**
 * Downloads each package, once for all hosts, and verifies its checksum. Packages that wordpress.org does not provide as
 * declared are copied from the hosts, which have them already. Throws with all that are missing.
 */
export async function fetchPackages(
  { plugins, themes }: Pick<Declaration['wordpress'], 'plugins' | 'themes'>,
  get = download,
  borrow?: Borrow,
): Promise<Packages> {
  const wanted: Wanted[] = [
    ...plugins.map((each) => ({ kind: 'plugin', ...each }) as const),
    ...themes.map((each) => ({ kind: 'theme', ...each }) as const),
  ];
  const root = mkdtempSync(join(tmpdir(), 'flotilla-packages-'));
  const close = () => rm(root, { recursive: true, force: true });
  const [notes, failures]: [string[], string[]] = [[], []];
  const provide = (each: Wanted) =>
    fetchInto(root, each, get).catch(async (error) =>
      notes.push(await borrowInto(root, each, error, borrow)),
    );
  await pMap(wanted, (each) => provide(each).catch((error) => failures.push(messageOf(error))), {
    concurrency: 4,
  });
  if (failures.length === 0) return { root, notes: notes.sort(), close };
  await close();
  throw new PackagesMissing({
    what: 'Cannot download the plugins and themes declared in cluster/cluster.yml',
    remedy: 'Nothing was sent to the hosts.',
    details: failures.sort(),
  });
}

async function fetchInto(root: string, wanted: Wanted, get: typeof download): Promise<void> {
  const { kind, slug, version, sha256 } = wanted;
  const url = `${SOURCE}/${kind}/${slug}.${version}.zip`;
  const zip = await get(url);
  if (zip === undefined)
    throw new Failure({
      what: `${url} does not exist`,
      remedy: `Check the slug ${slug}, and that this ${kind} has a version ${version}.`,
    });
  await inSlices(unpack(zip, join(root, `${kind}s`), slug, url));
  const found = createHash('sha256').update(zip).digest('hex');
  if (found === sha256) return;
  const contents = await contentsSum(join(root, `${kind}s`, slug));
  if (contents === sha256) return;
  await rm(join(root, `${kind}s`, slug), { recursive: true });
  throw new Failure({
    what: `${url} has the SHA-256 ${found}, but ${sha256} is declared`,
    remedy:
      'wordpress.org repacks a zip when its readme changes. Compare it with a copy that you trust, then declare the SHA-256 ' +
      `of its contents, ${contents}, which does not depend on the readme.`,
  });
}

/** Returns a note. Throws with the reason why wordpress.org did not provide it, too. */
async function borrowInto(root: string, wanted: Wanted, failure: unknown, borrow?: Borrow): Promise<string> {
  const { kind, slug, version, sha256 } = wanted;
  if (borrow === undefined) throw failure;
  const folder = `${kind}s/${slug}`;
  const to = join(root, folder);
  mkdirSync(to, { recursive: true });
  try {
    await borrow(folder, to);
    if ((await contentsSum(to)) !== sha256 && !(await versionsIn(to)).includes(version))
      throw new Error(`The hosts have another version of ${folder}.`);
  } catch (error) {
    await rm(to, { recursive: true, force: true });
    throw new Error(`${messageOf(failure)} ${messageOf(error)}`);
  }
  return `- ${folder} ${version} was copied from a host instead. ${messageOf(failure)}`;
}
