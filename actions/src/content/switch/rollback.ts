import pMap from 'p-map';
import { Failure } from '../../lib/failure.ts';
import type { KeptRelease } from '../../plan/content.ts';
import type { AskForSite } from '../../run/site.ts';
import { ask, type ContentHost, type FoundHost } from '../content-host.ts';
import { beginRepaired } from '../core.ts';
import { type DatabaseChange, neededReleases, removeLeftovers } from '../dumps.ts';
import { bring } from '../send/bring.ts';
import { type Switched, switchAll } from './switch-all.ts';
import { coreChange, Upgrade, type UpgradeTerms } from './upgrade.ts';

interface RollbackInput extends UpgradeTerms {
  /** `previous`, or the id of a release. */
  readonly to: string;
  readonly mayGoOn: () => void;
  /** Also restores the database. */
  readonly restore?: DatabaseChange;
  readonly askForSite?: AskForSite;
}

export interface RolledBack extends Switched {
  readonly release: string;
}

/**
 * Makes an earlier release and its WordPress live again on all hosts, in two phases like a sync. First each host gets a complete
 * copy, from another host if necessary.
 */
export async function rollBack({ to, restore, ...input }: RollbackInput): Promise<RolledBack> {
  const { hosts, primary, stores, declaration, progress } = input;
  const leftovers = await removeLeftovers(primary, declaration, progress);
  const found = await pMap(hosts, async (host) => ({ host, state: await ask(host, 'history', {}) }));
  const release = releaseFor(to, found);
  progress({ kind: 'stage', title: `Roll back to release ${release}` });
  const core = await completeCopies(input, release, found);
  const change = coreChange(
    core,
    found.map(({ state }) => state),
  );
  const database = restore ?? (change && new Upgrade(change, input));
  const needed = await neededReleases(stores);
  const switched = await switchAll({ ...input, found, needed, release, database });
  return { release, ...switched, failures: [...leftovers, ...switched.failures] };
}

/** The releases that hosts keep, newest first. A host that is newer than the others has only the latest. */
function keptBy(found: readonly FoundHost[]): string[] {
  const at = new Map<string, number>();
  for (const kept of found.flatMap(({ state }): KeptRelease[] => state.history))
    at.set(kept.release, Math.max(kept.at, at.get(kept.release) ?? 0));
  return [...at].sort(([, a], [, b]) => b - a).map(([release]) => release);
}

function releaseFor(to: string, found: readonly FoundHost[]): string {
  const kept = keptBy(found);
  const release = to === 'previous' ? kept[1] : kept.find((id) => id === to);
  if (release !== undefined) return release;
  throw new Failure({
    what: `No host has ${to === 'previous' ? 'a previous release' : `release ${to}`}`,
    remedy:
      kept.length > 0
        ? `Releases on the hosts, newest first: ${kept.join(', ')}.`
        : 'Sync the content first.',
  });
}

/** Gives every host a complete copy. Returns the release's WordPress version. */
async function completeCopies(
  input: UpgradeTerms & Pick<RollbackInput, 'mayGoOn'>,
  release: string,
  found: readonly FoundHost[],
): Promise<string> {
  const hosts = found.map(({ host }) => host);
  const asked = await pMap(hosts, async (host) => ({
    host,
    ...(await beginRepaired(host, input.declaration, release)),
  }));
  const whole = asked.filter((each) => each.whole && each.core !== null);
  const lacking = asked.filter((each) => !whole.includes(each)).map(({ host }) => host);
  const [first] = whole;
  if (!first?.core) throw changedByHand(hosts, release);
  const holders = [first.host];
  if (lacking.length > 0) await bring({ ...input, release, lacking, holders });
  return first.core;
}

const changedByHand = (hosts: readonly ContentHost[], release: string) =>
  new Failure({
    what: `Release ${release} was changed by hand on all hosts (${hosts.map(({ name }) => name).join(', ')})`,
    remedy:
      'No host was switched. Revert wp-content/ in the repository to that release and merge, which syncs it.',
  });
