import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Declaration } from '../declaration/declaration.ts';
import type { KeptRelease } from '../plan/content.ts';
import { type Progress, told } from '../run/progress.ts';
import { sideBySide } from '../run/side-by-side.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { ask, type ContentHost } from './content-host.ts';
import { haveCore } from './core.ts';
import { receive } from './receive.ts';
import type { Release } from './release.ts';
import { fetchRelease } from './send.ts';
import { openSshFiles, type SshFiles } from './ssh-files.ts';

export interface BringInput {
  readonly declaration: Declaration;
  readonly kept: KeptRelease;
  /** Those that do not serve it as it is. */
  readonly lacking: readonly ContentHost[];
  /** Those that say they keep it. */
  readonly holders: readonly ContentHost[];
  /** The release of this commit's wp-content, which may be another. Throws where that is wrong. */
  readonly checkout: () => Promise<Release>;
  readonly secrets: Secrets;
  readonly progress: Progress;
  /** Makes one host's failure that host's. */
  readonly guard: (host: string, work: () => Promise<void>) => Promise<void>;
  /** Throws once this run may not go on. */
  readonly mayGoOn: () => void;
}

/** Makes hosts serve the release that the cluster serves. Throws when nobody has it whole. */
export async function bringRelease(input: BringInput): Promise<void> {
  const { declaration, kept, lacking, holders, secrets, progress, guard, mayGoOn } = input;
  const ssh = await openSshFiles([...new Set([...lacking, ...holders])], secrets);
  try {
    const source = await sourceOf(input, ssh);
    const bring = (host: ContentHost) =>
      told(progress, host.name, `receiving release ${kept.release}`, async () => {
        await haveCore(host, source.core, declaration);
        await receive(host, source, ssh.command);
        mayGoOn();
        await ask(host, 'switch', kept.release);
        await ask(host, 'keep', kept.release, kept.at, declaration.wordpress.version);
      });
    await sideBySide(lacking, (host) => guard(host.name, () => bring(host))).finally(source.close);
  } finally {
    ssh.close();
  }
}

type Source = Pick<Release, 'id' | 'core' | 'staged' | 'close'>;

/** The checkout where it is just that; what is live may be an earlier commit's, and then a host has it. */
async function sourceOf({ kept, holders, checkout }: BringInput, ssh: SshFiles): Promise<Source> {
  // To sync a commit with mistakes is refused; they are no reason to leave a host without what is live.
  const own = await checkout().catch(() => undefined);
  if (own?.id === kept.release) return own;
  await own?.close();
  for (const host of holders) {
    const { whole, core } = await ask(host, 'begin', kept.release);
    if (whole && core !== null) return { core, ...(await fetchFrom(host, kept.release, ssh)) };
  }
  throw new Error(`No host has release ${kept.release} whole, nor is it this commit's. Sync the content.`);
}

async function fetchFrom({ name }: ContentHost, id: string, ssh: SshFiles): Promise<Omit<Source, 'core'>> {
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-release-'));
  const close = () => rm(folder, { recursive: true, force: true });
  await fetchRelease({ host: name, release: id, to: folder, ssh: ssh.command }).catch(async (error) => {
    await close();
    throw error;
  });
  return { id, staged: () => folder, close };
}
