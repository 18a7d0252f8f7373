import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from '../runtime/command.ts';
import type { Find } from './files.ts';

/**
 * wordpress.org's directory with the plugins and themes that WordPress itself contains, for any requested version. The
 * zips are created in `folder` at the first request.
 */
export function directoryPackages(tarball: string, folder: string): Find {
  const made = new Map<string, Promise<string>>();
  const once = (name: string, make: () => Promise<string>): Promise<string> => {
    const path = made.get(name) ?? make();
    made.set(name, path);
    return path;
  };
  return async (pathname) => {
    const [, kind = '', slug = ''] = pathname.match(/^\/(plugin|theme)\/([a-z0-9-]+)\.[\d.]+\.zip$/) ?? [];
    if (!slug) return undefined;
    const parent = join(await once('', () => unpack(tarball, folder)), `${kind}s`);
    if (!existsSync(join(parent, slug))) return undefined;
    const path = join(folder, `${kind}-${slug}.zip`);
    return { path: await once(path, () => pack(parent, slug, path)) };
  };
}

async function unpack(tarball: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await command('tar', ['-xzf', tarball, '-C', folder, 'wordpress/wp-content']);
  return join(folder, 'wordpress/wp-content');
}

async function pack(parent: string, slug: string, path: string): Promise<string> {
  await command('sh', ['-c', 'cd "$1" && python3 -m zipfile -c "$3" "$2/"', 'zip', parent, slug, path]);
  return path;
}
