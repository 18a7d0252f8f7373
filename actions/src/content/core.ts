import type { Declaration } from '../declaration/declaration.ts';
import { lastLine } from '../hosts/link/program.ts';
import { fetchCore } from '../hosts/roles/wordpress/core.ts';
import { Failure } from '../lib/failure.ts';
import { type Answer, ask, type ContentHost } from './content-host.ts';

const FETCH_MS = 10 * 60_000;

/** Makes a host download a version of WordPress, like its role would, if it does not have that version. */
export const ensureCore = (host: ContentHost, version: string, declaration: Declaration): Promise<void> => {
  const { check, run } = commandFor(version, declaration);
  return fetchBy(host, version, `${check} && exit 0\n${run}`);
};

/**
 * What a host reports about a release. If files of its WordPress are corrupt, the host first downloads that WordPress again. Why
 * here: a changed file that kept its size and time passes the role's check.
 */
export async function beginRepaired(
  host: ContentHost,
  declaration: Declaration,
  release: string,
  version?: string,
): Promise<Answer<'begin'>> {
  const answer = await ask(host, 'begin', { release, version });
  if (!answer.spoilt || answer.core === null) return answer;
  await fetchBy(host, answer.core, commandFor(answer.core, declaration).run);
  const again = await ask(host, 'begin', { release, version });
  if (!again.spoilt) return again;
  throw new Failure({
    where: host.name,
    what: `WordPress ${answer.core} differs again from what was just unpacked`,
    remedy: `Check with "./scripts/ssh ${host.name} -- journalctl -k" whether its disk is failing, then sync again.`,
  });
}

/** The declared checksum applies to the declared version only. Other versions are verified by the published checksum. */
const commandFor = (version: string, { wordpress }: Declaration) =>
  fetchCore({
    ...wordpress,
    version,
    sha256: version === wordpress.version ? wordpress.sha256 : undefined,
  });

async function fetchBy({ name, connection }: ContentHost, version: string, input: string): Promise<void> {
  const { code, stderr } = await connection.run('sh -s', { input, timeoutMs: FETCH_MS });
  if (code !== 0)
    throw new Failure({
      where: name,
      what: `cannot download WordPress ${version}, which the cluster serves`,
      cause: lastLine(stderr),
    });
}
