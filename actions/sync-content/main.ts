import { join } from 'node:path';
import { type ContentFleet, contentFleet } from '../src/content/fleet.ts';
import { openRelease, type Release } from '../src/content/release.ts';
import { rollBack } from '../src/content/rollback.ts';
import { syncContent } from '../src/content/sync.ts';
import { type Cluster, openClusterWithSecrets } from '../src/door/cluster.ts';
import { outcomeText } from '../src/door/content.ts';
import { minutes, text, wholeNumber } from '../src/door/inputs.ts';
import { openProgress, say } from '../src/door/show.ts';
import { fail, output } from '../src/door/workflow.ts';
import { deadlineIn } from '../src/run/deadline.ts';
import { closeAll, observe } from '../src/run/observe.ts';
import { messageOf, type Progress } from '../src/run/progress.ts';
import type { Secrets } from '../src/secrets/secrets.ts';

type Opened = Cluster & { readonly secrets: Secrets };

/** The tree is read first: nothing is contacted while it is wrong. */
async function main(): Promise<void> {
  const timeoutMs = minutes('host-timeout-minutes', 1);
  const maxBytes = wholeNumber('max-file-mib', 100) * 2 ** 20;
  const cluster = await openClusterWithSecrets(deadlineIn(minutes('time-limit-minutes', 30)));
  const to = text('rollback');
  const release = to ? undefined : await openRelease(join(text('directory'), 'wp-content'), maxBytes);
  const observation = await observe({ ...cluster, timeoutMs });
  const { progress, end } = await openProgress();
  try {
    const fleet = contentFleet(cluster.declaration, observation);
    await say(await (release ? sync(cluster, fleet, release, progress) : back(cluster, fleet, to, progress)));
  } finally {
    end();
    closeAll(observation);
    await release?.close();
  }
}

async function sync(
  { declaration, secrets }: Opened,
  fleet: ContentFleet,
  release: Release,
  progress: Progress,
) {
  const { domain } = declaration;
  const report = await syncContent({ hosts: fleet.hosts, domain, release, secrets, progress });
  output('release', report.release);
  output('changed', report.switchedIn !== undefined);
  return outcomeText(report, fleet.away);
}

async function back({ declaration }: Opened, { hosts }: ContentFleet, to: string, progress: Progress) {
  const release = await rollBack({ hosts, domain: declaration.domain, to, progress });
  output('release', release);
  output('changed', true);
  return `Rolled back: every host serves release ${release}.`;
}

main().catch((error) => fail(messageOf(error)));
