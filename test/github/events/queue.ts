import type { Actor, Caller } from '../actors.ts';
import { actorView, repositoryView } from '../api/views/common.ts';
import type { TriggerEvent } from '../event.ts';
import type { Hub } from '../hub.ts';
import type { PullRequest } from '../issues.ts';
import { NO_COMMIT } from '../repository/bare.ts';
import { startListening } from '../runner/start.ts';
import { advanceBase, type Landing } from './merge.ts';
import { MERGERS, type Method } from './merge-methods.ts';
import { pushed } from './push.ts';

const QUEUE_BOT: Actor = { login: 'github-merge-queue[bot]', id: 118_344_674, type: 'Bot' };
/** Not a job, because pushes of the queue start workflows. */
const QUEUE: Caller = { actor: QUEUE_BOT, permissions: 'all' };

const CHECKS_MS = 60_000;

/**
 * Takes pull requests with the same base through its merge queue as one group. Those that conflict or fail their checks
 * stay open, and the group is built again without them. Returns the merged ones.
 */
export async function runQueue(
  hub: Hub,
  pulls: readonly PullRequest[],
  method: Method,
): Promise<readonly PullRequest[]> {
  const entries = await buildGroup(hub, pulls, method);
  for (const entry of entries) await requestChecks(hub, entry);
  const failed = await firstFailed(hub, entries);
  if (!failed) await advanceBase(hub, entries, QUEUE);
  for (const entry of entries) await hub.git(['update-ref', '-d', refOf(entry)]);
  const issues = entries.map(({ issue }) => issue);
  return failed
    ? runQueue(
        hub,
        issues.filter((each) => each !== failed.issue),
        method,
      )
    : issues;
}

/** Each entry is on top of the previous one, the first on the base. */
async function buildGroup(hub: Hub, pulls: readonly PullRequest[], method: Method): Promise<Landing[]> {
  const entries: Landing[] = [];
  for (const issue of pulls) {
    const before = entries.at(-1)?.after ?? issue.pull.base.sha;
    const after = await MERGERS[method](hub.git, issue, before, QUEUE_BOT, {});
    if (after) entries.push({ issue, before, after });
  }
  return entries;
}

const branchOf = ({ issue, before }: Landing): string =>
  `gh-readonly-queue/${issue.pull.base.branch}/pr-${issue.number}-${before}`;
const refOf = (entry: Landing): string => `refs/heads/${branchOf(entry)}`;

/** Pushes a branch for the entry like any other push, then triggers `merge_group`. */
async function requestChecks(hub: Hub, entry: Landing): Promise<void> {
  const ref = refOf(entry);
  await hub.git(['update-ref', ref, entry.after]);
  await pushed(hub, hub.place.repository, { ref, before: NO_COMMIT, after: entry.after }, QUEUE);
  await startListening(hub, await groupEvent(hub, entry));
}

async function groupEvent(hub: Hub, entry: Landing): Promise<TriggerEvent> {
  const { before, after, issue } = entry;
  const ref = refOf(entry);
  const base = issue.pull.base.branch;
  const message = await hub.git(['show', '-s', '--format=%B', after]);
  const group = { head_sha: after, head_ref: ref, base_sha: before, base_ref: `refs/heads/${base}` };
  return {
    ...{ name: 'merge_group', action: 'checks_requested', actor: QUEUE_BOT, ref, sha: after },
    ...{ branch: base, headRef: branchOf(entry), changed: async () => [] },
    payload: {
      ...{ action: 'checks_requested', merge_group: { ...group, head_commit: { id: after, message } } },
      ...{ repository: repositoryView(hub), sender: actorView(QUEUE_BOT) },
    },
  };
}

/** Waits for the checks of every entry. */
async function firstFailed(hub: Hub, entries: readonly Landing[]): Promise<Landing | undefined> {
  const checks = () =>
    entries.map(({ after }) =>
      hub.runs.list({ event: 'merge_group', sha: after }).map((run) => run.conclusion),
    );
  const allOver = () => (checks().flat().includes(undefined) ? undefined : checks());
  const over = await hub.runs.when(allOver, 'the checks of a merge group', CHECKS_MS);
  return entries.find((_, index) => over[index]?.some((conclusion) => conclusion === 'failure'));
}
