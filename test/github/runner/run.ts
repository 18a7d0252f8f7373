import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import type { Conclusion, JobRun } from '../runs.ts';
import { isTrue, resolve, resolveText, type Scope, type Status } from '../workflow/expressions.ts';
import { type Fields, fieldsOf, type Job } from '../workflow/parse.ts';
import type { Entry } from './concurrency.ts';
import { earlyContexts } from './contexts.ts';
import { jobName, runJob } from './job.ts';
import type { RunGiven } from './run-given.ts';

/** Carries out a run to its end, jobs side by side where they do not need each other. */
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
  ...{
    id: job.id,
    name: jobName(job),
    status: 'queued',
    steps: [],
    annotations: [],
    outputs: {},
    summary: '',
  },
});

/** Those that are needed first; the parser has refused circles. */
function inOrder(jobs: readonly (readonly [Job, JobRun])[]): readonly (readonly [Job, JobRun])[] {
  const ordered: (readonly [Job, JobRun])[] = [];
  const visit = (entry: readonly [Job, JobRun]): void => {
    if (ordered.includes(entry)) return;
    for (const other of jobs) if (entry[0].needs.includes(other[0].id)) visit(other);
    ordered.push(entry);
  };
  for (const entry of jobs) visit(entry);
  return ordered;
}

/** Waits for a `concurrency` group, where one is declared, and tells the work when it is cancelled. */
async function inTurn(
  { concurrency }: RunGiven,
  fields: Fields,
  scope: Scope,
  work: (signal: AbortSignal) => Promise<Conclusion>,
): Promise<Conclusion> {
  const cancel = new AbortController();
  const declared = fields.get('concurrency');
  if (!declared) return work(cancel.signal);
  const leave = await concurrency.enter(entryOf(declared, scope), () => cancel.abort());
  if (!leave) return 'cancelled';
  return work(cancel.signal).finally(leave);
}

function entryOf(declared: TemplateToken, scope: Scope): Entry {
  const parts = fieldsOf(declared);
  return {
    group: resolveText(parts.get('group') ?? declared, scope),
    cancelInProgress: resolve(parts.get('cancel-in-progress'), scope) === true,
    queue: resolve(parts.get('queue'), scope) === 'max' ? 'max' : 'single',
  };
}

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
  return inTurn(given, job.fields, scope, async (ended) => {
    jobRun.name = resolveText(job.fields.get('name'), scope) || job.id;
    jobRun.status = 'in_progress';
    await runJob({ ...given, job, jobRun, needs, signal: AbortSignal.any([signal, ended]) });
    return jobRun.conclusion ?? 'failure';
  });
}

const needsOf = ({ run }: RunGiven, job: Job): Record<string, unknown> =>
  Object.fromEntries(
    run.jobs
      .filter(({ id }) => job.needs.includes(id))
      .map(({ id, conclusion, outputs }) => [id, { result: conclusion, outputs }]),
  );

/** `success()` asks all ancestors, so that what follows a skipped job is skipped too. */
function ancestry({ run, workflow }: RunGiven, job: Job, cancelled: boolean): Status {
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

const WORST_FIRST = ['failure', 'cancelled', 'success'] as const;

const conclude = (jobs: readonly JobRun[]): Conclusion =>
  WORST_FIRST.find((each) => jobs.some(({ conclusion }) => conclusion === each)) ?? 'skipped';
