import { findComment, writeComment } from '../github/comments.ts';
import type { PullRequest } from '../github/event.ts';
import type { GitHub } from '../github/github.ts';
import {
  marker,
  type Origin,
  readComment,
  renderComment,
  renderFailure,
  staleNote,
  withNote,
} from '../plan/comment.ts';
import type { Plan } from '../plan/plan.ts';
import { messageOf } from '../run/progress.ts';
import { guessClusterName } from './cluster-name.ts';
import { openRepository, runUrl } from './github.ts';
import { warn } from './workflow.ts';

/** The one comment of a cluster on a pull request. Not to be able to comment is told, and fails no plan. */
export interface PlanComment {
  show(plan: Plan): Promise<void>;
  /** Says why there is no plan. */
  fail(reason: string): Promise<void>;
}

const SILENT: PlanComment = { show: async () => {}, fail: async () => {} };

/** Says at once of an older plan's comment that it is overtaken, while the new plan is being made. */
export async function openPlanComment(pullRequest: PullRequest | undefined): Promise<PlanComment> {
  // The token of a pull request without secrets may only read.
  if (pullRequest === undefined || pullRequest.withoutSecrets) return SILENT;
  const github = await openRepository();
  if (github === undefined) return SILENT;
  const { number, base, head } = pullRequest;
  const origin = { base, head, time: new Date().toISOString(), run: runUrl() };
  const begun = markStale(github, number, origin);
  const write = async (cluster: string, body: string) => {
    await begun;
    await orWarn(async () => writeComment(github, number, body, await find(github, number, cluster)));
  };
  return {
    show: (plan) => write(plan.cluster, renderComment(plan, origin)),
    async fail(reason) {
      const cluster = await guessClusterName();
      await write(cluster, renderFailure(cluster, reason, origin));
    },
  };
}

/** A comment that was written while the declaration did not tell its name is taken over once it does. */
const find = (github: GitHub, number: number, cluster: string) =>
  findComment(github, number, [marker(cluster), marker('?')]);

const markStale = (github: GitHub, number: number, origin: Origin): Promise<void> =>
  orWarn(async () => {
    const comment = await find(github, number, await guessClusterName());
    if (comment === undefined || readComment(comment.body)?.head === origin.head) return;
    await writeComment(github, number, withNote(comment.body, staleNote(origin)), comment);
  });

async function orWarn(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    warn(`The pull request's comment: ${messageOf(error)}`);
  }
}
