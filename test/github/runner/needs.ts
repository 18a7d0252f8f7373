import type { JobRun } from '../runs.ts';
import type { Status } from '../workflow/expressions.ts';
import type { Job } from '../workflow/parse.ts';
import type { RunGiven } from './run-given.ts';

/** Needed jobs first. The parser has refused cycles. */
export function inOrder(jobs: readonly (readonly [Job, JobRun])[]): readonly (readonly [Job, JobRun])[] {
  const ordered: (readonly [Job, JobRun])[] = [];
  const visit = (entry: readonly [Job, JobRun]): void => {
    if (ordered.includes(entry)) return;
    for (const other of jobs) if (entry[0].needs.includes(other[0].id)) visit(other);
    ordered.push(entry);
  };
  for (const entry of jobs) visit(entry);
  return ordered;
}

/** The context `needs` of a job. */
export const needsOf = ({ run }: RunGiven, job: Job): Record<string, unknown> =>
  Object.fromEntries(
    run.jobs
      .filter(({ id }) => job.needs.includes(id))
      .map(({ id, conclusion, outputs }) => [id, { result: conclusion, outputs }]),
  );

/** `success()` checks all ancestors, so jobs after a skipped job are skipped too. */
export function ancestry({ run, workflow }: RunGiven, job: Job, cancelled: boolean): Status {
  const byId = new Map(workflow.jobs.map((each) => [each.id, each]));
  const above = (each: Job): readonly string[] =>
    each.needs.flatMap((id) => [id, ...above(byId.get(id) ?? each)]);
  const ids = new Set(above(job));
  const conclusions = run.jobs.filter(({ id }) => ids.has(id)).map(({ conclusion }) => conclusion);
  return {
    success: !cancelled && conclusions.every((each) => each === 'success'),
    failure: !cancelled && conclusions.includes('failure'),
    cancelled,
  };
}
