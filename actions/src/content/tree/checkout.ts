import { join } from 'node:path';
import type { Declaration } from '../../declaration/declaration.ts';
import { download } from '../packages/download.ts';
import { type Borrow, fetchPackages } from '../packages/packages.ts';
import { openRelease, type Release } from '../release.ts';

/**
 * The release of a commit: its WordPress, its `wp-content/`, and what it declares of wordpress.org's directory. `maxBytes`: of a file.
 * Throws with every mistake in the tree, or with everything that cannot be fetched. No host is contacted but to `borrow`
 * what wordpress.org does not give.
 */
export async function openCheckout(
  directory: string,
  { wordpress }: Declaration,
  maxBytes: number,
  borrow?: Borrow,
): Promise<Release> {
  const packages = await fetchPackages(wordpress, download, borrow);
  try {
    const release = await openRelease(
      wordpress.version,
      [join(directory, 'wp-content'), packages.root],
      maxBytes,
      [packages.root],
    );
    const { notes } = packages;
    return {
      ...release,
      notes,
      close: () => Promise.all([release.close(), packages.close()]).then(() => {}),
    };
  } catch (error) {
    await packages.close();
    throw error;
  }
}
