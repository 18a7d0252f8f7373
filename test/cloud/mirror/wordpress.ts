import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Find } from './files.ts';

/** Says which version is really in the tarball. */
export const SERVED_VERSION = 'x-wordpress-version';

/** The one version there is, e.g. `6.8.3`, by the name of its tarball in `directory`. */
export async function versionIn(directory: string): Promise<string> {
  const names = await readdir(directory);
  const version = names.map((name) => name.match(/^wordpress-([\d.]+)\.tar\.gz$/)?.[1]).find(Boolean);
  if (version) return version;
  throw new Error(`${directory} holds no WordPress: remove the image cache it lies in and run again`);
}

/**
 * wordpress.org's downloads. Debian has one patch version of a branch, a declaration may pin another: all of the
 * branch are answered with the one there is, which the header tells; other branches are not there.
 */
export const wordpressReleases =
  (directory: string, version: string): Find =>
  (pathname) => {
    const [, asked, checksum = ''] = pathname.match(/^\/wordpress-(\d[\d.]*)\.tar\.gz(\.sha1)?$/) ?? [];
    if (!asked || branchOf(asked) !== branchOf(version)) return undefined;
    const path = join(directory, `wordpress-${version}.tar.gz${checksum}`);
    return { path, headers: { [SERVED_VERSION]: version } };
  };

/** `6.8` of `6.8.3`. */
const branchOf = (version: string): string => version.split('.').slice(0, 2).join('.');
