import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Find } from './files.ts';

/** The header with the real version in the tarball. */
const SERVED_VERSION = 'x-wordpress-version';

/** An available tarball, `wordpress-<version>.tar.gz` in `directory`. */
interface Tarball {
  readonly directory: string;
  /** E.g. `6.8.3`. */
  readonly version: string;
}

/** The tarball in `directory`, by its name. */
export async function tarballIn(directory: string): Promise<Tarball> {
  const names = await readdir(directory);
  const version = names.map((name) => name.match(/^wordpress-([\d.]+)\.tar\.gz$/)?.[1]).find(Boolean);
  if (version) return { directory, version };
  throw new Error(`${directory} holds no WordPress: remove the image cache it lies in and run again`);
}

/**
 * wordpress.org's downloads. Debian has only one patch version of a branch, and a declaration may pin another. Every
 * version of the branch gets the available tarball, and the header names its version; other branches get 404. The last
 * tarball is the latest, and `latest.tar.gz` serves it as wordpress.org does.
 */
export const wordpressReleases =
  (tarballs: readonly Tarball[]): Find =>
  (pathname) => {
    const latest = pathname === '/latest.tar.gz' ? tarballs.at(-1) : undefined;
    const [, asked, checksum = ''] = pathname.match(/^\/wordpress-(\d[\d.]*)\.tar\.gz(\.sha1)?$/) ?? [];
    const found = latest ?? tarballs.find(({ version }) => asked && branchOf(asked) === branchOf(version));
    if (!found) return undefined;
    const name = `wordpress-${found.version}.tar.gz`;
    const named: Record<string, string> = latest
      ? { 'content-disposition': `attachment; filename=${name}` }
      : {};
    return {
      path: join(found.directory, `${name}${checksum}`),
      headers: { [SERVED_VERSION]: found.version, ...named },
    };
  };

/** `6.8` of `6.8.3`. */
const branchOf = (version: string): string => version.split('.').slice(0, 2).join('.');
