import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Declaration } from '../../declaration/declaration.ts';
import type { KeptRelease } from '../../plan/content.ts';
import { inParallel, type Progress, step } from '../../run/progress.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { ask, type ContentHost } from '../content-host.ts';
import { beginSound, haveCore } from '../core.ts';
import type { Release } from '../release.ts';
import { receive } from './receive.ts';
import { fetchRelease } from './send.ts';
import { openSshFiles, type SshFiles } from './ssh-files.ts';

export interface BringTerms {
  readonly declaration: Declaration;
  readonly release: string;
  /** Those that are to have it. */
  readonly lacking: readonly ContentHost[];
  /** Those that say they keep it. */
  readonly holders: readonly ContentHost[];
  readonly secrets: Secrets;
  readonly progress: Progress;
  /** Throws once this run may not go on. */
  readonly mayGoOn: () => void;
  /** Makes one host's failure that host's; where absent, it ends all. */
  readonly guard?: (host: string, work: () => Promise<void>) => Promise<void>;
}

interface BringInput extends BringTerms {
  /** The release of this commit's wp-content, which may be another. Throws where that is wrong. */
  readonly checkout?: () => Promise<Release>;
  /** Once a host has it. */
  readonly after?: (host: ContentHost) => Promise<unknown>;
}

/** Makes hosts have a release of the cluster, whole. Throws when none has it whole, nor is it this commit's. */
export async function bring(input: BringInput): Promise<void> {
  const { declaration, release, lacking, holders, secrets, progress, after } = input;
  const { guard = (_, work) => work(), mayGoOn } = input;
  const ssh = await openSshFiles([...new Set([...lacking, ...holders])], secrets);
  try {
    const source = await sourceOf(input, ssh);
    const give = (host: ContentHost) =>
      step(progress, host.name, `receiving release ${release}`, async () => {
        await haveCore(host, source.core, declaration);
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
      await ask(host, 'switch', kept.release);
      await ask(host, 'note', kept.release, kept.at);
    },
  });

type Source = Pick<Release, 'id' | 'core' | 'staged' | 'close'>;

/** The checkout where it is just that; it may be an earlier commit's, and then a host has it. */
async function sourceOf(
  { declaration, release, holders, checkout }: BringInput,
  ssh: SshFiles,
): Promise<Source> {
  // To sync a commit with mistakes is refused; they are no reason to leave a host without what is live.
  const own = await checkout?.().catch(() => undefined);
  if (own?.id === release) return own;
  await own?.close();
  for (const host of holders) {
    const { whole, core } = await beginSound(host, declaration, release);
    if (whole && core !== null) return { core, ...(await fetchFrom(host, release, ssh)) };
  }
  throw new Error(
    `No host has release ${release} whole, nor is it this commit's. Check out its commit, and sync the content.`,
  );
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
