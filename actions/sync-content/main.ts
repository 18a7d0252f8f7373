import { mayLoseCode, outcomeText, releaseToSend, rolledBackText } from '../src/commands/content.ts';
import { isOvertaken, openClusterToChange } from '../src/commands/deployment.ts';
import { minutes, text } from '../src/commands/inputs.ts';
import { openProgress, say } from '../src/commands/show.ts';
import { summariseNow } from '../src/commands/summary.ts';
import { fail, giveUp, output, runName } from '../src/commands/workflow.ts';
import { type ContentRun, withContent } from '../src/content/on-all-hosts.ts';
import type { Release } from '../src/content/release.ts';
import { openRestore } from '../src/content/switch/restore.ts';
import { rollBack } from '../src/content/switch/rollback.ts';
import { syncContent } from '../src/content/sync.ts';
import { clockUntil, deadlineIn } from '../src/run/deadline.ts';
import type { Secrets } from '../src/secrets/secrets.ts';

type Run = ContentRun & { readonly secrets: Secrets };

async function main(): Promise<void> {
  const deadline = deadlineIn(minutes('time-limit-minutes', 30));
  const cluster = await openClusterToChange(deadline);
  const [to, dump] = [text('rollback'), text('restore-database')];
  if (await isOvertaken(to || dump)) return;
  const timeoutMs = minutes('host-timeout-minutes', 1);
  const release = to || dump ? undefined : await releaseToSend({ ...cluster, timeoutMs });
  const { progress, end } = await openProgress();
  const lease = { holder: runName(), waitMs: minutes('lease-timeout-minutes', 10) };
  const run = { ...cluster, clock: clockUntil(deadline), timeoutMs, lease, progress };
  try {
    await say(await (release ? sync(run, release) : back(run, to, dump)).finally(end));
    await summariseNow(run);
  } finally {
    await release?.close();
  }
}

const sync = (run: Run, release: Release): Promise<string> =>
  withContent(run, async (turn) => {
    mayLoseCode(run.declaration, turn.facts, release);
    const report = await syncContent({ ...run, ...turn, release });
    output('release', report.release);
    output('changed', report.switchedIn !== undefined);
    failAfter(report);
    return outcomeText(report, turn.away);
  });

const back = (run: Run, to: string, dump: string): Promise<string> =>
  withContent(run, async (turn) => {
    const restore = dump ? await openRestore(dump, { ...run, ...turn }) : undefined;
    const report = await rollBack({ ...run, ...turn, to: restore?.release ?? to, restore });
    output('release', report.release);
    output('changed', true);
    failAfter(report);
    return rolledBackText(report, turn.away);
  });

/** What fails once the hosts have switched changes nothing of that, and ends the run red. */
function failAfter({ failures }: { readonly failures: readonly string[] }): void {
  if (failures.length > 0) fail(failures.join('\n'));
}

main().catch(giveUp);
