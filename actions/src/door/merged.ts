import { type Comment, findComment, writeComment } from '../github/comments.ts';
import type { GitHub } from '../github/github.ts';
import { type MergedPullRequest, mergedPullRequest } from '../github/merged.ts';
import { differenceFrom, isApproved } from '../plan/approval.ts';
import { marker, readComment, withNote } from '../plan/comment.ts';
import { box, code } from '../plan/markdown-escape.ts';
import type { Plan } from '../plan/plan.ts';
import { messageOf } from '../run/progress.ts';
import type { Report } from '../run/report.ts';
import { openRepository, runUrl } from './github.ts';
import { reportText } from './show.ts';
import { afterwards, warn } from './workflow.ts';

/** The pull request that was merged as this run's commit, with the comment that its author saw. */
export interface Merged {
  readonly github: GitHub;
  readonly pullRequest: MergedPullRequest;
  readonly comment: Comment;
}

/**
 * Undefined for a direct push, or where no plan was shown. That GitHub does not answer is told, and stops no harmless
 * plan; a dangerous one then needs a person's word.
 */
export async function findMerged(cluster: string): Promise<Merged | undefined> {
  try {
    return await find(cluster);
  } catch (error) {
    warn(`The merged pull request: ${messageOf(error)}`);
    return undefined;
  }
}

async function find(cluster: string): Promise<Merged | undefined> {
  const github = await openRepository();
  const sha = process.env.GITHUB_SHA;
  if (github === undefined || !sha) return undefined;
  const pullRequest = await mergedPullRequest(github, sha);
  const comment = pullRequest && (await findComment(github, pullRequest.number, [marker(cluster)]));
  return comment && { github, pullRequest, comment };
}

/** What confirms the plan: what a person wrote, else the plan's own fingerprint where the merge approved it. */
export function confirmationOf(plan: Plan, confirm: string, merged: Merged | undefined): string {
  if (confirm !== '' || plan.dangers.length === 0 || merged === undefined) return confirm;
  const shown = readComment(merged.comment.body)?.shown;
  if (shown === undefined) return '';
  if (isApproved(plan, shown)) return plan.fingerprint;
  const { number, url } = merged.pullRequest;
  throw new Error(
    `The plan changed since it was approved in #${number}, ${url}\n${differenceFrom(plan, shown)}\n` +
      `Nothing was changed. If that is what you want, run again with confirm = ${plan.fingerprint}.`,
  );
}

/** Completes the comment with what became of it. */
export async function complete(merged: Merged | undefined, outcome: Report | Error): Promise<void> {
  if (merged === undefined) return;
  const { github, pullRequest, comment } = merged;
  await afterwards("The pull request's comment", () =>
    writeComment(github, pullRequest.number, withNote(comment.body, outcomeNote(outcome)), comment),
  );
}

function outcomeNote(outcome: Report | Error): string {
  const isDone = !(outcome instanceof Error) && outcome.failures.length === 0;
  const text = outcome instanceof Error ? `Not applied. ${outcome.message}` : reportText(outcome);
  const where = `[This run](${runUrl()}) of ${code(process.env.GITHUB_SHA?.slice(0, 7) ?? '')}:`;
  return box(isDone ? 'TIP' : 'CAUTION', text, [where]);
}
