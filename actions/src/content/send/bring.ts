import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Declaration } from '../../declaration/declaration.ts';
import { Failure, messageOf } from '../../lib/failure.ts';
import type { KeptRelease } from '../../plan/content.ts';
import { inParallel, type Progress, step } from '../../run/progress.ts';
import { Stop } from '../../run/report.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { ask, type ContentHost, type FoundHost } from '../content-host.ts';
import { beginRepaired, ensureCore } from '../core.ts';
import type { Release } from '../release.ts';
import { receive } from './receive.ts';
import { fetchRelease } from './send.ts';
import { openSshFiles, type SshFiles } from './ssh-files.ts';

interface BringInput {
  readonly declaration: Declaration;
  readonly release: string;
  /** The hosts that need it. */
  readonly lacking: readonly ContentHost[];
  /** The hosts that report that they have it. */
  readonly holders: readonly ContentHost[];
  readonly secrets: Secrets;
  readonly progress: Progress;
  /** Throws once this run must stop. */
  readonly mayGoOn: () => void;
  /** Limits a failure to one host. Without it, the first failure ends everything. */
  readonly guard?: (host: string, work: () => Promise<void>) => Promise<void>;
  /** The release of this commit's wp-content, which may be another one. Throws if the content has mistakes. */
  readonly checkout?: () => Promise<Release>;
  /** Runs once a host has the release. */
  readonly after?: (host: ContentHost) => Promise<unknown>;
}

/** Gives hosts a complete copy of a release that the cluster has. Throws if neither a host nor this commit has it. */
export async function bring(input: BringInput): Promise<void> {
  const { declaration, release, lacking, holders, secrets, progress, after } = input;
  const { guard = (_, work) => work(), mayGoOn } = input;
  const ssh = await openSshFiles([...new Set([...lacking, ...holders])], secrets);
  try {
    const source = await sourceOf(input, ssh);
    const give = (host: ContentHost) =>
      step(progress, host.name, `receiving release ${release}`, async () => {
        await ensureCore(host, source.core, declaration);
        await receive(host, source, ssh.command, declaration);
        mayGoOn();
        await after?.(host);
      });
    await inParallel(lacking, (host) => guard(host.name, () => give(host))).finally(source.close);
  } finally {
    ssh.close();
  }
}

/** Makes hosts serve the release that the cluster serves. */
export const bringLive = (kept: KeptRelease, input: Omit<BringInput, 'release' | 'after'>): Promise<void> =>
  bring({
    ...input,
    release: kept.release,
    after: async (host) => {
      await ask(host, 'switch', { release: kept.release });
      await ask(host, 'note', kept);
    },
  });

interface SpreadInput extends Pick<BringInput, 'declaration' | 'secrets' | 'progress' | 'mayGoOn'> {
  readonly found: readonly FoundHost[];
  /** Releases that dumps of the database belong to. */
  readonly needed: readonly string[];
}

/**
 * Gives newer hosts the releases that the database's dumps need, as long as other hosts still have them. Otherwise, once those
 * hosts are replaced, the dumps could not be restored. Returns one line for each failure; none of them fails the run.
 */
export async function spreadNeeded(input: SpreadInput): Promise<string[]> {
  const failures: string[] = [];
  try {
    for (const release of input.needed) await spread(input, release, failures);
  } catch (error) {
    failures.push(messageOf(error));
  }
  return failures;
}

async function spread({ found, ...input }: SpreadInput, release: string, failures: string[]): Promise<void> {
  const kept = ({ state }: FoundHost) => state.history.find((each) => each.release === release);
  const at = Math.max(...found.map((each) => kept(each)?.at ?? 0));
  const holders = found.filter(kept).map(({ host }) => host);
  const lacking = found.filter((each) => !kept(each)).map(({ host }) => host);
  if (holders.length === 0 || lacking.length === 0) return;
  const contain = (error: unknown) => {
    if (error instanceof Stop) throw error;
    failures.push(
      `Release ${release}, which a dump of the database needs, is not on all hosts: ${messageOf(error)}`,
    );
  };
  const guard = (_: string, work: () => Promise<void>) => work().catch(contain);
  const after = (host: ContentHost) => ask(host, 'note', { release, at });
  await bring({ ...input, release, holders, lacking, guard, after }).catch(contain);
}

type Source = Pick<Release, 'id' | 'core' | 'staged' | 'close'>;

/** This commit's checkout if it is that very release; otherwise a host. */
async function sourceOf(
  { declaration, release, holders, checkout }: BringInput,
  ssh: SshFiles,
): Promise<Source> {
  // Mistakes in a commit stop its sync, but must not keep a host from getting the live release.
  const own = await checkout?.().catch(() => undefined);
  if (own?.id === release) return own;
  await own?.close();
  for (const host of holders) {
    const { whole, core } = await beginRepaired(host, declaration, release);
    if (whole && core !== null) return { core, ...(await fetchFrom(host, release, ssh)) };
  }
  throw new Failure({
    what: `No host has a complete copy of release ${release}, and this commit's content is another release`,
    remedy:
      'Revert wp-content/ and the WordPress version to those of that release, or sync the current content.',
  });
}

async function fetchFrom({ name }: ContentHost, id: string, ssh: SshFiles): Promise<Omit<Source, 'core'>> {
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-release-'));
  const close = () => rm(folder, { recursive: true, force: true });
  await fetchRelease({ host: name, release: id, to: folder, ssh: ssh.command }).catch(async (error) => {
    await close();
    throw error;
  });
  return { id, staged: async () => folder, close };
}
