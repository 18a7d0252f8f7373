import pMap from 'p-map';
import { messageOf } from '../../lib/failure.ts';
import { type Progress, step } from '../../run/progress.ts';
import { ask, type ContentHost, type FoundHost } from '../content-host.ts';
import type { DatabaseChange } from '../dumps.ts';

interface SwitchBackInput {
  readonly found: readonly FoundHost[];
  readonly progress: Progress;
  readonly database?: DatabaseChange;
}

/** Switches all hosts back. Returns what each of them then serves, and the state of the database, as lines. */
export async function switchBack({ found, progress, database }: SwitchBackInput): Promise<string[]> {
  const lines = await pMap(targetsOf(found), async ({ host, target }) => {
    const back = step(
      progress,
      host.name,
      'switching back',
      () => ask(host, 'switch', { release: target }),
      ({ was, live }) => `switched back from ${was} to ${live}`,
    );
    const error = await back.then(() => undefined, messageOf);
    return lineOf(host, target, error);
  });
  const failed = lines.filter((line) => line !== undefined);
  const undone = await database
    ?.undo(failed.length < found.length)
    .catch((error) => `Cannot restore the database: ${messageOf(error)}`);
  return [...summaryOf(failed, found.length), ...(undone === undefined ? [] : [undone])];
}

/**
 * The release that each host switches back to: the one that this run found live. If an unfinished run had switched the host to
 * a release that no host was seen serving well, it is the last one in the host's history.
 */
function targetsOf(found: readonly FoundHost[]): { host: ContentHost; target: string }[] {
  const good = new Set(found.flatMap(({ state: { history } }) => history[0]?.release ?? []));
  return found.map(({ host, state: { live, history } }) => {
    const [last] = history;
    return { host, target: last === undefined || good.has(live) ? live : last.release };
  });
}

/** Undefined if the host serves the target again. */
async function lineOf(
  host: ContentHost,
  target: string,
  error: string | undefined,
): Promise<string | undefined> {
  const why = error === undefined ? '' : ` (${error})`;
  try {
    const { live, cores } = await ask(host, 'history', {});
    if (live === target) return undefined;
    return `${host.name} still serves release ${live} with WordPress ${cores.live ?? 'none'} instead of ${target}${why}.`;
  } catch (cause) {
    return `${host.name} should serve ${target} again, but does not answer: ${error ?? messageOf(cause)}`;
  }
}

function summaryOf(failed: readonly string[], hosts: number): string[] {
  if (failed.length === 0) return ['All hosts serve what they served before.'];
  const others = failed.length < hosts ? ['All other hosts serve what they served before.'] : [];
  return [...failed, ...others, 'Sync again once they answer.'];
}
