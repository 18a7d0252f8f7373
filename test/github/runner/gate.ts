import { refusal } from '../environments/allowed.ts';
import type { JobRun } from '../runs.ts';
import type { RunGiven } from './run-given.ts';

/** Admits a job to its environment, after a review if one is required. @throws if the job is not admitted. */
export async function enterEnvironment(given: RunGiven, job: JobRun, cancel: AbortSignal): Promise<void> {
  if (job.environment === undefined) return;
  const environment = given.environments.named(job.environment);
  const why = refusal(environment, given.event.ref);
  if (why !== undefined) throw new Error(why);
  if (environment.reviewers.length === 0) return;
  const { run, reviews, runs } = given;
  job.status = 'waiting';
  run.status = 'waiting';
  const decided = reviews.wait({ run, job, environment }, cancel);
  runs.emit('change');
  const isApproved = await decided;
  run.status = 'in_progress';
  if (!isApproved && !cancel.aborted)
    throw new Error(`The deployment to ${environment.name} was rejected by a reviewer.`);
}
