import pMap from 'p-map';
import { messageOf } from '../../lib/failure.ts';
import { step } from '../../run/progress.ts';
import { ask, type ContentHost, type FoundHost } from '../content-host.ts';
import type { Switching } from './switching.ts';

/**
 * The release that each host goes back to: what it served. Where a run that did not end had switched it, so that no host
 * was ever seen serving that well, what it kept last.
 */
function wayBack(found: readonly FoundHost[]): { host: ContentHost; target: string }[] {
  const good = new Set(found.flatMap(({ state: { history } }) => history[0]?.release ?? []));
  return found.map(({ host, state: { live, history } }) => {
    const [last] = history;
    return { host, target: last === undefined || good.has(live) ? live : last.release };
  });
}

/** Switches all hosts back, and gives what is true then: what each of them was seen to serve, and of the database. */
export async function backAll({ found, progress, database }: Switching): Promise<string[]> {
  const lines = await pMap(wayBack(found), async ({ host, target }) => {
    const back = step(
      progress,
      host.name,
      'switching back',
      () => ask(host, 'switch', target),
      ({ was, live }) => `switched back from ${was} to ${live}`,
    );
    const error = await back.then(() => undefined, messageOf);
    return lineOf(host, target, error);
  });
  const astray = lines.filter((line) => line !== undefined);
  const undone = await database
    ?.undo(astray.length < found.length)
    .catch((error) => `The database could not be put back: ${messageOf(error)}`);
  return [...sayingOf(astray, found.length), ...(undone === undefined ? [] : [undone])];
}

/** Undefined where the host is seen to be back. */
async function lineOf(
  host: ContentHost,
  target: string,
  error: string | undefined,
): Promise<string | undefined> {
  const why = error === undefined ? '' : ` (${error})`;
  try {
    const { live, cores } = await ask(host, 'history');
    if (live === target) return undefined;
    return `${host.name} serves release ${live} with WordPress ${cores.live ?? 'none'}, and not ${target} again${why}.`;
  } catch (cause) {
    return `${host.name} does not say what it serves, which is to be ${target} again: ${error ?? messageOf(cause)}.`;
  }
}

function sayingOf(astray: readonly string[], hosts: number): string[] {
  if (astray.length === 0) return ['Every host serves again what it served before.'];
  const others = astray.length < hosts ? ['Every other host serves again what it served before.'] : [];
  return [...astray, ...others, 'Sync again once they answer.'];
}
