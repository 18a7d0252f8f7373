import type { Caller } from '../actors.ts';
import type { Hub } from '../hub.ts';
import type { PullRequest } from '../issues.ts';
import { linesOf } from '../repository/git.ts';
import { MERGERS, type Method, type Wording } from './merge-methods.ts';
import { pullMerged } from './pull.ts';
import { pushed } from './push.ts';

/** Merges a pull request into its base. Returns the new commit of the base; undefined if they conflict. */
export async function mergePull(
  hub: Hub,
  issue: PullRequest,
  caller: Caller,
  { method, ...wording }: Wording & { readonly method: Method },
): Promise<string | undefined> {
  const before = issue.pull.base.sha;
  const after = await MERGERS[method](hub.git, issue, before, caller.actor, wording);
  if (after) await advanceBase(hub, [{ issue, before, after }], caller);
  return after;
}

/** The part of one pull request in a push to its base. */
export interface Landing {
  readonly issue: PullRequest;
  readonly before: string;
  readonly after: string;
}

/** Updates the base by one push that merges all of them, each by its own commit. */
export async function advanceBase(hub: Hub, landings: readonly Landing[], caller: Caller): Promise<void> {
  const [first, last] = [landings[0], landings.at(-1)];
  if (!first || !last) return;
  const { base } = first.issue.pull;
  const update = { ref: `refs/heads/${base.branch}`, before: first.before, after: last.after };
  await hub.git(['update-ref', update.ref, update.after, update.before]);
  for (const { issue, before, after } of landings) {
    const commits = linesOf(await hub.git(['rev-list', `${before}..${after}`]));
    await pullMerged(hub, issue, { sha: after, commits }, caller);
  }
  await pushed(hub, hub.place.repository, update, caller);
}
