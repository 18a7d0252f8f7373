import pMap from 'p-map';
import type { Progress } from '../run/progress.ts';
import { ask, type ContentHost } from './content-host.ts';
import { switchAll } from './switch-all.ts';

export interface RollbackInput {
  readonly hosts: readonly ContentHost[];
  readonly domain: string;
  /** `previous`, or a release's id. */
  readonly to: string;
  readonly progress: Progress;
}

/**
 * Makes an earlier release live again on all hosts, in the same two phases: first each host shows that it holds it whole.
 * Gives its id.
 */
export async function rollBack({ to, ...input }: RollbackInput): Promise<string> {
  const { hosts, progress } = input;
  const states = await pMap(hosts, (host) => ask(host, 'history'));
  const common = (states[0]?.history ?? []).filter((id) =>
    states.every(({ history }) => history.includes(id)),
  );
  const release = to === 'previous' ? common[1] : common.find((id) => id === to);
  if (release === undefined) throw new Error(absent(to, common));
  progress({ kind: 'stage', title: `Back to release ${release}` });
  await pMap(hosts, (host) => isWhole(host, release));
  await switchAll({ ...input, release });
  return release;
}

async function isWhole(host: ContentHost, release: string): Promise<void> {
  const { id } = await ask(host, 'accept', release);
  if (id === release) return;
  throw new Error(
    `On ${host.name} release ${release} was changed by hand, so nothing was switched. Check out its commit and sync.`,
  );
}

const absent = (to: string, common: readonly string[]): string =>
  `There is no ${to === 'previous' ? 'previous release' : `release ${to}`} that every host holds. ` +
  (common.length > 0 ? `They hold ${common.join(', ')}, newest first.` : 'Sync the content first.');
