import pMap from 'p-map';
import type { KeptRelease } from '../../plan/content.ts';
import type { AskForSite } from '../../run/site.ts';
import { ask, type ContentHost, type FoundHost } from '../content-host.ts';
import { beginSound } from '../core.ts';
import { neededReleases, tidied } from '../dumps.ts';
import { bring } from '../send/bring.ts';
import { type Switched, switchAll } from './switch-all.ts';
import type { DatabaseChange } from './switching.ts';
import { coreChange, Upgrade, type UpgradeTerms } from './upgrade.ts';

interface RollbackInput extends UpgradeTerms {
  /** `previous`, or a release's id. */
  readonly to: string;
  readonly mayGoOn: () => void;
  /** Where the database is put back as well, that. */
  readonly restore?: DatabaseChange;
  readonly askForSite?: AskForSite;
}

export interface RolledBack extends Switched {
  readonly release: string;
}

/**
 * Makes an earlier release live again on all hosts, its WordPress with it, in the same two phases: first each host has it
 * whole, brought from another where it came later or lost it.
 */
export async function rollBack({ to, restore, ...input }: RollbackInput): Promise<RolledBack> {
  const { hosts, primary, declaration, progress } = input;
  const left = await tidied(primary, declaration, progress);
  const found = await pMap(hosts, async (host) => ({ host, state: await ask(host, 'history') }));
  const release = releaseFor(to, found);
  progress({ kind: 'stage', title: `Back to release ${release}` });
  const core = await spread(input, release, found);
  const change = coreChange(
    core,
    found.map(({ state }) => state),
  );
  const database = restore ?? (change && new Upgrade(change, input));
  const needed = await neededReleases(primary);
  const switched = await switchAll({ ...input, found, needed, release, database });
  return { release, ...switched, failures: [...left, ...switched.failures] };
}

/** What any host keeps, newest first: one that came later than the others has but the latest. */
function known(found: readonly FoundHost[]): string[] {
  const at = new Map<string, number>();
  for (const kept of found.flatMap(({ state }): KeptRelease[] => state.history))
    at.set(kept.release, Math.max(kept.at, at.get(kept.release) ?? 0));
  return [...at].sort(([, a], [, b]) => b - a).map(([release]) => release);
}

function releaseFor(to: string, found: readonly FoundHost[]): string {
  const kept = known(found);
  const release = to === 'previous' ? kept[1] : kept.find((id) => id === to);
  if (release !== undefined) return release;
  throw new Error(
    `There is no ${to === 'previous' ? 'previous release' : `release ${to}`} that a host holds. ` +
      (kept.length > 0 ? `They hold ${kept.join(', ')}, newest first.` : 'Sync the content first.'),
  );
}

type SpreadTerms = UpgradeTerms & Pick<RollbackInput, 'mayGoOn'>;

/** Makes every host have it whole. Gives its WordPress. */
async function spread(input: SpreadTerms, release: string, found: readonly FoundHost[]): Promise<string> {
  const hosts = found.map(({ host }) => host);
  const asked = await pMap(hosts, async (host) => ({
    host,
    ...(await beginSound(host, input.declaration, release)),
  }));
  const whole = asked.filter((each) => each.whole && each.core !== null);
  const lacking = asked.filter((each) => !whole.includes(each)).map(({ host }) => host);
  const [first] = whole;
  if (!first?.core) throw new Error(spoilt(hosts, release));
  const holders = [first.host];
  if (lacking.length > 0) await bring({ ...input, release, lacking, holders });
  return first.core;
}

const spoilt = (hosts: readonly ContentHost[], release: string): string =>
  `No host has release ${release} as it was (${hosts.map(({ name }) => name).join(', ')}): it was changed there by hand. ` +
  'Nothing was switched. Check out its commit and sync.';
