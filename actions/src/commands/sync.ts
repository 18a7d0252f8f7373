import { type ContentRun, withContent } from '../content/on-all-hosts.ts';
import type { Release } from '../content/release.ts';
import { openRestore } from '../content/switch/restore.ts';
import { rollBack } from '../content/switch/rollback.ts';
import { syncContent } from '../content/sync.ts';
import { clockUntil, type Deadline, deadlineIn } from '../run/deadline.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { CLUSTER_SECRET, COMMON, command, DEPLOYMENT, HOST_TIMEOUT, LEASE_TIMEOUT } from './command.ts';
import { maxFileBytes, mayLoseCode, outcomeText, releaseToSend, rolledBackText } from './content.ts';
import { isOvertaken, openClusterToChange } from './deployment.ts';
import { minutes, secret, text, type Values } from './inputs.ts';
import { openProgress } from './progress.ts';
import { say } from './show.ts';
import { summariseNow } from './summary.ts';
import { fail, output, runName } from './workflow.ts';

const SHARED = {
  'digitalocean-token': secret('DigitalOcean API token; read-only is enough.', { required: true }),
  'cluster-secret': CLUSTER_SECRET,
  ...DEPLOYMENT,
  ...COMMON,
  'time-limit-minutes': minutes('Minutes that the whole run may take.', 30),
  'lease-timeout-minutes': LEASE_TIMEOUT,
  'host-timeout-minutes': HOST_TIMEOUT,
};
type Shared = Values<typeof SHARED>;

export const sync = command({
  action: 'sync-content',
  summary:
    'Sends the `wp-content/` of this commit to every web host and makes it live on all of them at the same moment, or on none.',
  inputs: {
    rollback: text('Makes an earlier release live again instead: `previous`, or the id of a release.', {
      only: 'workflow',
    }),
    'restore-database': text(
      'Restores the database from this dump instead, and makes its release live again. Anything written since the dump is lost.',
      { only: 'workflow' },
    ),
    confirm: text(
      "Fingerprints of losses you accept, such as a missing active plugin, separated by spaces: as the sync printed them, or apply's output `approved`.",
    ),
    'max-file-mib': maxFileBytes,
    ...SHARED,
  },
  outputs: {
    release: 'Id of the release that is live now.',
    changed: '`true` if hosts switched to another release.',
  },
  async run(given) {
    const [to, dump] = [given.rollback, given['restore-database']];
    if (to || dump) return goBack(given, to, dump);
    const { deadline, cluster } = await open(given);
    if (await isOvertaken('')) return;
    const timeoutMs = given['host-timeout-minutes'];
    const release = await releaseToSend({ ...cluster, timeoutMs }, given['max-file-mib']);
    try {
      await finish(given, deadline, cluster, (run) => syncRelease(run, release, given.confirm));
    } finally {
      await release.close();
    }
  },
});

export const rollback = command({
  summary: 'Makes an earlier release live again on every web host; optionally restores the database too.',
  inputs: {
    to: text('The release to go back to: `previous`, or its id.', { default: 'previous' }),
    database: text(
      'Restores the database from this dump, and makes its release live. Anything written since the dump is lost.',
    ),
    ...SHARED,
  },
  run: (given) => goBack(given, given.to, given.database),
});

async function goBack(given: Shared, to: string, dump: string): Promise<void> {
  const { deadline, cluster } = await open(given);
  if (await isOvertaken(to || dump)) return;
  await finish(given, deadline, cluster, (run) => switchBack(run, to, dump));
}

type Cluster = Awaited<ReturnType<typeof openClusterToChange>>;
type Run = ContentRun & { readonly secrets: Secrets };

async function open(given: Shared): Promise<{ deadline: Deadline; cluster: Cluster }> {
  const deadline = deadlineIn(given['time-limit-minutes']);
  return { deadline, cluster: await openClusterToChange(deadline) };
}

/** Does the work with progress on the screen, and reports what it says. */
async function finish(
  given: Shared,
  deadline: Deadline,
  cluster: Cluster,
  work: (run: Run) => Promise<string>,
): Promise<void> {
  const timeoutMs = given['host-timeout-minutes'];
  const { progress, end } = await openProgress();
  const lease = { holder: runName(), waitMs: given['lease-timeout-minutes'] };
  const run = { ...cluster, clock: clockUntil(deadline), timeoutMs, lease, progress };
  await say(await work(run).finally(end));
  await summariseNow(run);
}

const syncRelease = (run: Run, release: Release, confirm: string): Promise<string> =>
  withContent(run, async (turn) => {
    mayLoseCode(run.declaration, turn.facts, release, confirm);
    const report = await syncContent({ ...run, ...turn, release });
    output('release', report.release);
    output('changed', report.switchedIn !== undefined);
    failAfter(report);
    return outcomeText(report, turn.away);
  });

const switchBack = (run: Run, to: string, dump: string): Promise<string> =>
  withContent(run, async (turn) => {
    const restore = dump ? await openRestore(dump, { ...run, ...turn }) : undefined;
    const report = await rollBack({ ...run, ...turn, to: restore?.release ?? to, restore });
    output('release', report.release);
    output('changed', true);
    failAfter(report);
    return rolledBackText(report, turn.away);
  });

/** A failure after the hosts have switched does not undo the switch, and makes the run fail. */
function failAfter({ failures }: { readonly failures: readonly string[] }): void {
  if (failures.length > 0) fail(failures.join('\n'));
}
