import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import { type Progress, told } from '../run/progress.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { ask, type ContentHost } from './content-host.ts';
import { receive } from './receive.ts';
import { fetchRelease } from './send.ts';
import { openSshFiles } from './ssh-files.ts';

export interface BringInput {
  readonly hosts: readonly ContentHost[];
  readonly secrets: Secrets;
  readonly progress: Progress;
  /** Makes one host's failure that host's. */
  readonly guard: (host: string, work: () => Promise<void>) => Promise<void>;
}

/**
 * Gives hosts that lack it the release that most others serve. It is taken from one of them, not from the checkout: what
 * is live may be an earlier commit's.
 */
export async function bringToLive({ hosts, secrets, progress, guard }: BringInput): Promise<void> {
  const kept = await pMap(hosts, async (host) => ({
    host,
    release: (await ask(host, 'history')).history[0],
  }));
  const release = mostCommon(kept.flatMap((each) => each.release ?? []));
  const holder = kept.find((each) => each.release === release)?.host;
  const lacking = kept.filter((each) => each.release !== release).map(({ host }) => host);
  if (!release || !holder || lacking.length === 0) return;
  const ssh = await openSshFiles(hosts, secrets);
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-release-'));
  try {
    await fetchRelease({ host: holder.name, release, to: folder, ssh: ssh.command });
    await pMap(lacking, (host) =>
      guard(host.name, () =>
        told(progress, host.name, `receiving release ${release}`, async () => {
          await receive(host, { id: release, folder }, ssh.command);
          await ask(host, 'switch', release);
          await ask(host, 'keep', release);
        }),
      ),
    );
  } finally {
    ssh.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function mostCommon(releases: readonly string[]): string | undefined {
  const count = (id: string) => releases.filter((each) => each === id).length;
  return [...new Set(releases)].sort((a, b) => count(b) - count(a))[0];
}
