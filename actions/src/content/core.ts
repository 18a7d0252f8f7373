import type { Declaration } from '../declaration/declaration.ts';
import { lastLine } from '../hosts/link/printed.ts';
import { fetchCore } from '../hosts/roles/wordpress/core.ts';
import { ask, type ContentHost } from './content-host.ts';

const FETCH_MS = 10 * 60_000;

/** Has a host fetch a version of WordPress as its role would, where it is not there. */
export const haveCore = (host: ContentHost, version: string, declaration: Declaration): Promise<void> => {
  const { check, run } = commandFor(version, declaration);
  return fetchBy(host, version, `${check} && exit 0\n${run}`);
};

/**
 * What a host says of a release, after it was given its WordPress again where that is spoilt: by what it unpacks, since a
 * file that kept its size and time passes the role's check.
 */
export async function beginSound(
  host: ContentHost,
  declaration: Declaration,
  release: string,
  ...core: readonly string[]
): Promise<Begun> {
  const begun = await ask(host, 'begin', release, ...core);
  if (!begun.spoilt || begun.core === null) return begun;
  await fetchBy(host, begun.core, commandFor(begun.core, declaration).run);
  const again = await ask(host, 'begin', release, ...core);
  if (!again.spoilt) return again;
  throw new Error(
    `${host.name}: WordPress ${begun.core} differs again from what was just unpacked. Is its disk failing? Look at its journal.`,
  );
}

type Begun = Awaited<ReturnType<typeof ask<'begin'>>>;

/** The declared checksum is of the declared version alone; of another, what is published beside it is compared. */
const commandFor = (version: string, { wordpress }: Declaration) =>
  fetchCore({
    ...wordpress,
    version,
    sha256: version === wordpress.version ? wordpress.sha256 : undefined,
  });

async function fetchBy({ name, connection }: ContentHost, version: string, input: string): Promise<void> {
  const { code, stderr } = await connection.run('sh -s', { input, timeoutMs: FETCH_MS });
  if (code !== 0)
    throw new Error(
      `${name} cannot have WordPress ${version}, which the cluster serves: ${lastLine(stderr)}`,
    );
}
