import { type Caller, isJob } from '../actors.ts';
import { actorView, repositoryView } from '../api/views/common.ts';
import type { TriggerEvent } from '../event.ts';
import type { Hub } from '../hub.ts';
import { branchOf, NO_COMMIT, type RefUpdate } from '../repository/bare.ts';
import { changedPaths } from '../repository/changes.ts';
import { isAncestor } from '../repository/commits.ts';
import { startListening } from '../runner/start.ts';
import { baseMoved, headMoved } from './pull.ts';

/** Handles the update of a branch or tag: first the affected pull requests, then workflows on push. */
export async function pushed(hub: Hub, repository: string, update: RefUpdate, caller: Caller): Promise<void> {
  hub.workflowStates.sawActivity();
  const branch = branchOf(update.ref);
  if (branch !== undefined) {
    await headMoved(hub, repository, branch, update.after, caller);
    if (repository === hub.place.repository) await baseMoved(hub, branch, update, caller);
  }
  const startsWorkflows = repository === hub.place.repository && update.after !== NO_COMMIT && !isJob(caller);
  if (startsWorkflows) await startListening(hub, await pushEvent(hub, update, caller));
}

async function pushEvent(hub: Hub, update: RefUpdate, { actor }: Caller): Promise<TriggerEvent> {
  const { ref, before, after } = update;
  const message = await hub.git(['show', '-s', '--format=%B', after]);
  const isForced = before !== NO_COMMIT && !(await isAncestor(hub.git, before, after));
  return {
    ...{ name: 'push', actor, ref, sha: after, branch: branchOf(ref) ?? '' },
    changed: () => changedPaths(hub.git, before, after),
    payload: {
      ...{
        ref,
        before,
        after,
        created: before === NO_COMMIT,
        deleted: false,
        forced: isForced,
        base_ref: null,
      },
      head_commit: { id: after, message: message.trim() },
      ...{ pusher: { name: actor.login }, sender: actorView(actor), repository: repositoryView(hub) },
    },
  };
}
