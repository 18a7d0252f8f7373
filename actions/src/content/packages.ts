import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import pMap from 'p-map';
import type { Declaration, DirectoryPackage } from '../declaration/declaration.ts';
import { messageOf } from '../run/progress.ts';
import { download } from './download.ts';
import { inSlices, type Sliced } from './slices.ts';

/** Plugins and themes of wordpress.org's directory, unpacked as they stand in a `wp-content/`. */
export interface Packages {
  readonly root: string;
  close(): Promise<void>;
}

/** Where wordpress.org keeps them: `plugin/akismet.5.5.zip`, `theme/twentytwentyfive.1.3.zip`. */
const SOURCE = 'https://downloads.wordpress.org';

interface Wanted extends DirectoryPackage {
  readonly kind: 'plugin' | 'theme';
}

/** Fetches each, once for all hosts, and compares it with its checksum. Throws with all that cannot be had. */
export async function fetchPackages(
  { plugins, themes }: Pick<Declaration['wordpress'], 'plugins' | 'themes'>,
  get = download,
): Promise<Packages> {
  const wanted: Wanted[] = [
    ...plugins.map((each) => ({ kind: 'plugin', ...each }) as const),
    ...themes.map((each) => ({ kind: 'theme', ...each }) as const),
  ];
  const root = mkdtempSync(join(tmpdir(), 'flotilla-packages-'));
  const close = () => rm(root, { recursive: true, force: true });
  const failures: string[] = [];
  await pMap(
    wanted,
    (each) => fetchInto(root, each, get).catch((error) => failures.push(`- ${messageOf(error)}`)),
    { concurrency: 4 },
  );
  if (failures.length === 0) return { root, close };
  await close();
  throw new Error(
    ['What wp-content declares cannot be had; nothing was sent.', ...failures.sort()].join('\n'),
  );
}

async function fetchInto(root: string, wanted: Wanted, get: typeof download): Promise<void> {
  const { kind, slug, version, sha256 } = wanted;
  const url = `${SOURCE}/${kind}/${slug}.${version}.zip`;
  const zip = await get(url);
  if (zip === undefined)
    throw new Error(
      `${url} is not there: is ${version} a version of the ${kind} ${slug}, and its slug right?`,
    );
  const found = createHash('sha256').update(zip).digest('hex');
  if (found !== sha256)
    throw new Error(
      `${url} has the SHA-256 ${found}, and ${sha256} is declared. Which of the two do you trust?`,
    );
  await inSlices(unpack(zip, join(root, `${kind}s`), slug, url));
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
