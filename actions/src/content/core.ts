import type { Declaration } from '../declaration/declaration.ts';
import { lastLine } from '../hosts/printed.ts';
import { fetchCore } from '../hosts/roles/wordpress/core.ts';
import type { ContentHost } from './content-host.ts';

const FETCH_MS = 10 * 60_000;

/**
 * Has a host fetch a version of WordPress as its role would, where it is not there. The declared checksum is of the
 * declared version alone; of another, what is published beside it is compared.
 */
export async function haveCore(
  { name, connection }: ContentHost,
  version: string,
  { wordpress }: Declaration,
): Promise<void> {
  const sha256 = version === wordpress.version ? wordpress.sha256 : undefined;
  const { check, run } = fetchCore({ ...wordpress, version, sha256 });
  const input = `${check} && exit 0\n${run}`;
  const { code, stderr } = await connection.run('sh -s', { input, timeoutMs: FETCH_MS });
  if (code !== 0)
    throw new Error(
      `${name} cannot have WordPress ${version}, which the cluster serves: ${lastLine(stderr)}`,
    );
}
