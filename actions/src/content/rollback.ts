import pMap from 'p-map';
import { ask, type ContentHost } from './content-host.ts';
import { type DatabaseChange, type Switched, switchAll } from './switch-all.ts';
import { coreChange, Upgrade, type UpgradeTerms } from './upgrade.ts';

export interface RollbackInput extends UpgradeTerms {
  /** `previous`, or a release's id. */
  readonly to: string;
  readonly mayGoOn: () => void;
  /** Where the database is put back as well, that. */
  readonly restore?: DatabaseChange | undefined;
}

export interface RolledBack extends Switched {
  readonly release: string;
}

/**
 * Makes an earlier release live again on all hosts, its WordPress with it, in the same two phases: first each host shows
 * that it holds it whole.
 */
export async function rollBack({ to, restore, ...input }: RollbackInput): Promise<RolledBack> {
  const { hosts, progress } = input;
  const states = await pMap(hosts, (host) => ask(host, 'history'));
  const common = (states[0]?.history ?? []).filter((id) =>
    states.every(({ history }) => history.includes(id)),
  );
  const release = to === 'previous' ? common[1] : common.find((id) => id === to);
  if (release === undefined) throw new Error(absent(to, common));
  progress({ kind: 'stage', title: `Back to release ${release}` });
  const [core = ''] = await pMap(hosts, (host) => coreOfWhole(host, release));
  const change = coreChange(core, states);
  const database = restore ?? (change && new Upgrade(change, input));
  return { release, ...(await switchAll({ ...input, release, database })) };
}

async function coreOfWhole(host: ContentHost, release: string): Promise<string> {
  const { whole, core } = await ask(host, 'begin', release);
  if (whole && core !== null) return core;
  throw new Error(
    `On ${host.name} release ${release} was changed by hand, so nothing was switched. Check out its commit and sync.`,
  );
}

const absent = (to: string, common: readonly string[]): string =>
  `There is no ${to === 'previous' ? 'previous release' : `release ${to}`} that every host holds. ` +
  (common.length > 0 ? `They hold ${common.join(', ')}, newest first.` : 'Sync the content first.');
