import { join } from 'node:path';
import type { Declaration } from '../declaration/declaration.ts';
import { Failure } from '../lib/failure.ts';
import { closeAll, observe } from '../run/observe.ts';
import type { Session } from '../run/session.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { contentFleet } from './on-all-hosts.ts';
import { download } from './packages/package.ts';
import { type Borrow, fetchPackages } from './packages/packages.ts';
import { openRelease, type Release } from './release.ts';
import { fetchFolder } from './send/send.ts';
import { openSshFiles } from './send/ssh-files.ts';

/**
 * The release of a commit: its WordPress, its `wp-content/`, and the packages it declares from wordpress.org's directory.
 * `maxBytes` limits the size of a file. Throws with all mistakes in the tree, or with all packages that cannot be downloaded.
 * It contacts hosts only through `borrow`, for packages that wordpress.org does not provide.
 */
export async function openCheckout(
  directory: string,
  { wordpress }: Declaration,
  maxBytes: number,
  borrow?: Borrow,
): Promise<Release> {
  const packages = await fetchPackages(wordpress, download, borrow);
  const { root, notes } = packages;
  try {
    const roots = [join(directory, 'wp-content'), root];
    const release = await openRelease(wordpress.version, roots, maxBytes, [root]);
    const close = async () => void (await Promise.all([release.close(), packages.close()]));
    return { ...release, notes, close };
  } catch (error) {
    await packages.close();
    throw error;
  }
}

export type LenderTerms = Session & { readonly secrets: Secrets };

/** Copies packages from the web hosts. They are observed on the first call. It only reads, so it needs no lease. */
export function lender(terms: LenderTerms): Borrow {
  let found: ReturnType<typeof reachableHosts> | undefined;
  return async (folder, to) => {
    found ??= reachableHosts(terms);
    const hosts = await found;
    const ssh = await openSshFiles(hosts, terms.secrets);
    const copyFrom = (host: string) =>
      fetchFolder({ host, folder, to, ssh: ssh.command }).then(
        () => true,
        () => false,
      );
    try {
      for (const { name } of hosts) if (await copyFrom(name)) return;
    } finally {
      ssh.close();
    }
    throw new Failure({ what: `No reachable host has ${folder}` });
  };
}

async function reachableHosts(terms: LenderTerms) {
  const observation = await observe(terms);
  closeAll(observation);
  return contentFleet(terms.declaration, observation).hosts;
}
