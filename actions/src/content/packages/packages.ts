import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import pMap from 'p-map';
import type { Declaration, DirectoryPackage } from '../../declaration/declaration.ts';
import { messageOf } from '../../lib/failure.ts';
import { sha256 } from '../../lib/hash.ts';
import { inSlices, type Sliced } from '../tree/slices.ts';
import { download } from './download.ts';
import { contentsSum, versionsIn } from './package-contents.ts';

/** Plugins and themes of wordpress.org's directory, unpacked as they stand in a `wp-content/`. */
interface Packages {
  readonly root: string;
  /** A line for each that wordpress.org did not give as declared, and where it came from instead. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

/** Where wordpress.org keeps them: `plugin/akismet.5.5.zip`, `theme/twentytwentyfive.1.3.zip`. */
const SOURCE = 'https://downloads.wordpress.org';

interface Wanted extends DirectoryPackage {
  readonly kind: 'plugin' | 'theme';
}

/** Copies a folder of the `wp-content/` that hosts serve, such as `plugins/akismet`. Throws where no host has it. */
export type Borrow = (folder: string, to: string) => Promise<void>;

/** wordpress.org did not give what is declared, and no host has it: nothing is wrong with the repository. */
export class PackagesMissing extends Error {}

/**
 * Downloads each, once for all hosts, and compares it with its checksum. What wordpress.org does not give as declared is
 * borrowed from the hosts, which have it already. Throws with all that is missing.
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
  const have = (each: Wanted) =>
    fetchInto(root, each, get).catch(async (error) =>
      notes.push(await borrowInto(root, each, error, borrow)),
    );
  await pMap(wanted, (each) => have(each).catch((error) => failures.push(`- ${messageOf(error)}`)), {
    concurrency: 4,
  });
  if (failures.length === 0) return { root, notes: notes.sort(), close };
  await close();
  const title = 'Cannot download the plugins and themes declared in cluster/. Nothing was sent to the hosts.';
  throw new PackagesMissing([title, ...failures.sort()].join('\n'));
}

async function fetchInto(root: string, wanted: Wanted, get: typeof download): Promise<void> {
  const { kind, slug, version, sha256: declared } = wanted;
  const url = `${SOURCE}/${kind}/${slug}.${version}.zip`;
  const zip = await get(url);
  if (zip === undefined)
    throw new Error(
      `${url} does not exist. Check that ${version} is a version of the ${kind} ${slug}, and its slug.`,
    );
  await inSlices(unpack(zip, join(root, `${kind}s`), slug, url));
  const found = sha256(zip);
  if (found === declared) return;
  const contents = await contentsSum(join(root, `${kind}s`, slug));
  if (contents === declared) return;
  await rm(join(root, `${kind}s`, slug), { recursive: true });
  throw new Error(
    `${url} has the SHA-256 ${found}, and ${declared} is declared. wordpress.org repacks a zip when its readme changes: ` +
      `compare it with what you trust, then declare the SHA-256 of its contents, ${contents}, which no readme changes.`,
  );
}

/** Gives a line that says so. Throws with what wordpress.org failed at, too. */
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
  return `- ${folder} ${version} is the copy that the hosts have: ${messageOf(failure)}`;
}

/** Dotfiles stay behind: nginx would serve none, and many authors leave one in. */
function* unpack(zip: Uint8Array, folder: string, slug: string, url: string): Sliced<void> {
  const files = Object.entries(unzipSync(zip)).filter(([name]) => !name.endsWith('/'));
  const stray = files.find(([name]) => !name.startsWith(`${slug}/`) || name.split('/').includes('..'));
  if (stray || files.length === 0)
    throw new Error(
      `${url} holds ${stray ? `"${stray[0]}" outside of ${slug}/` : 'no file'}, so it is not unpacked.`,
    );
  for (const [name, content] of files) {
    if (name.split('/').some((part) => part.startsWith('.'))) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
    yield;
  }
}
