import { closeAll, observe } from '../../run/observe.ts';
import type { Session } from '../../run/session.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { contentFleet } from '../fleet.ts';
import type { Borrow } from '../packages/packages.ts';
import { fetchFolder } from './send.ts';
import { openSshFiles } from './ssh-files.ts';

export type LenderTerms = Session & { readonly secrets: Secrets };

/**
 * Borrows packages from the web hosts, which are observed when the first one is asked for. It only reads, so it needs no
 * lease.
 */
export function lender(terms: LenderTerms): Borrow {
  let found: ReturnType<typeof hostsThatAnswer> | undefined;
  return async (folder, to) => {
    found ??= hostsThatAnswer(terms);
    const hosts = await found;
    const ssh = await openSshFiles(hosts, terms.secrets);
    try {
      for (const { name: host } of hosts) if (await has({ host, folder, to, ssh: ssh.command })) return;
    } finally {
      ssh.close();
    }
    throw new Error(`No host that answers has ${folder}.`);
  };
}

async function hostsThatAnswer(terms: LenderTerms) {
  const observation = await observe(terms);
  closeAll(observation);
  return contentFleet(terms.declaration, observation).hosts;
}

const has = (fetching: Parameters<typeof fetchFolder>[0]): Promise<boolean> =>
  fetchFolder(fetching).then(
    () => true,
    () => false,
  );
