import type { Conclusion, JobRun } from '../runs.ts';
import { isTrue, resolveText, type Scope } from '../workflow/expressions.ts';
import { fieldsOf, type Job } from '../workflow/parse.ts';
import { earlyContexts } from './contexts.ts';
import { enterEnvironment } from './gate.ts';
import { jobName, runJob } from './job.ts';
import { ancestry, inOrder, needsOf } from './needs.ts';
import type { RunGiven } from './run-given.ts';
import { inTurn } from './turn.ts';

/** Executes a run. Jobs that do not need each other run in parallel. */
export async function execute(given: RunGiven): Promise<Conclusion> {
  const { run, workflow, event, settings } = given;
  const scope: Scope = { contexts: earlyContexts(given.github, event, settings.variables(undefined)) };
  return inTurn(given, workflow.fields, scope, async (cancel) => {
    const signal = AbortSignal.any([cancel, given.closing]);
    run.status = 'in_progress';
    const jobs = workflow.jobs.map((job) => [job, newJobRun(job)] as const);
    run.jobs = jobs.map(([, jobRun]) => jobRun);
    const ends = new Map<string, Promise<void>>();
    for (const [job, jobRun] of inOrder(jobs)) ends.set(job.id, afterNeeds(given, job, jobRun, ends, signal));
    await Promise.all(ends.values());
    return conclude(run.jobs);
  });
}

const newJobRun = (job: Job): JobRun => ({
  ...{ id: job.id, name: jobName(job), status: 'queued' },
  ...{ steps: [], annotations: [], outputs: {}, summary: '' },
});

async function afterNeeds(
  given: RunGiven,
  job: Job,
  jobRun: JobRun,
  ends: ReadonlyMap<string, Promise<void>>,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(job.needs.map((id) => ends.get(id)));
  jobRun.conclusion = await runOrSkip(given, job, jobRun, signal).catch((error: Error) => {
    jobRun.annotations.push({ level: 'error', message: error.message });
    return 'failure' as const;
  });
  jobRun.status = 'completed';
}

async function runOrSkip(
  given: RunGiven,
  job: Job,
  jobRun: JobRun,
  signal: AbortSignal,
): Promise<Conclusion> {
  const needs = needsOf(given, job);
  const early = earlyContexts(given.github, given.event, given.settings.variables(undefined));
  const scope: Scope = { contexts: { ...early, needs }, status: ancestry(given, job, signal.aborted) };
  if (!isTrue(job.condition, scope)) return signal.aborted ? 'cancelled' : 'skipped';
  const environment = job.fields.get('environment');
  if (environment) jobRun.environment = resolveText(fieldsOf(environment).get('name') ?? environment, scope);
  await enterEnvironment(given, jobRun, signal);
  return inTurn(given, job.fields, scope, async (ended) => {
    jobRun.name = resolveText(job.fields.get('name'), scope) || job.id;
    jobRun.status = 'in_progress';
    await runJob({ ...given, job, jobRun, needs, signal: AbortSignal.any([signal, ended]) });
    return jobRun.conclusion ?? 'failure';
  });
}

const WORST_FIRST = ['failure', 'cancelled', 'success'] as const;

const conclude = (jobs: readonly JobRun[]): Conclusion =>
  WORST_FIRST.find((each) => jobs.some(({ conclusion }) => conclusion === each)) ?? 'skipped';
