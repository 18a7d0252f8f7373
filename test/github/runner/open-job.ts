import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobRun } from '../runs.ts';
import { resolveTexts } from '../workflow/expressions.ts';
import { fieldsOf, type Job } from '../workflow/parse.ts';
import { earlyContexts, githubEnvironment } from './contexts.ts';
import { type JobState, temporaryOf, workspaceOf } from './job-state.ts';
import { Masks } from './masks.ts';
import type { RunGiven } from './run-given.ts';

export interface JobGiven extends RunGiven {
  readonly job: Job;
  readonly jobRun: JobRun;
  /** Results and outputs of the jobs that it needs. */
  readonly needs: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** Creates the folders, the log and the contexts of a job. */
export async function openJob(given: JobGiven, token: string, cancel: AbortSignal) {
  const folder = join(given.run.folder, given.job.id);
  for (const name of ['work', 'temp', 'home']) await mkdir(join(folder, name), { recursive: true });
  const file = createWriteStream(`${folder}.log`);
  const state = await newState(given, { token, folder, cancel }, (line) => {
    file.write(`${line}\n`);
    given.log(`${given.run.workflow.replace(/\.ya?ml$/, '')} / ${given.jobRun.name} | ${line}`);
  });
  const close = () => new Promise<void>((done) => void file.end(() => done()));
  return { state, close };
}

interface Fresh {
  readonly token: string;
  readonly folder: string;
  readonly cancel: AbortSignal;
}

async function newState(given: JobGiven, fresh: Fresh, log: JobState['log']): Promise<JobState> {
  const { run, job, jobRun, event, workflow } = given;
  const { folder, token, cancel } = fresh;
  const secrets = {
    ...(event.fromFork ? {} : given.settings.secrets(jobRun.environment)),
    GITHUB_TOKEN: token,
  };
  const masks = new Masks();
  for (const secret of Object.values(secrets)) masks.add(secret);
  const github = {
    ...given.github,
    token,
    job: job.id,
    workspace: workspaceOf(fresh),
    event_path: `${folder}/event.json`,
  };
  await writeFile(github.event_path, JSON.stringify(event.payload, null, 2));
  const variables = given.settings.variables(jobRun.environment);
  const contexts = { ...earlyContexts(github, event, variables), secrets, needs: given.needs };
  const env = resolveTexts(workflow.fields.get('env'), { contexts });
  return {
    ...{ place: given.place, machine: given.machine, job: jobRun, folder, masks, log, cancel, contexts },
    artifacts: join(run.folder, 'artifacts'),
    defaults: [fieldsOf(job.fields.get('defaults')), fieldsOf(workflow.fields.get('defaults'))],
    environment: { ...given.machine.environment, ...githubEnvironment(github), ...runnerEnvironment(fresh) },
    env: { ...env, ...resolveTexts(job.fields.get('env'), { contexts: { ...contexts, env } }) },
    ...{ paths: [], steps: {}, failed: false },
  };
}

const runnerEnvironment = (fresh: Fresh): Record<string, string> => ({
  ...{ HOME: join(fresh.folder, 'home'), LANG: 'C.UTF-8', RUNNER_OS: 'Linux', RUNNER_ARCH: 'X64' },
  ...{
    RUNNER_TEMP: temporaryOf(fresh),
    RUNNER_TOOL_CACHE: join(fresh.folder, 'tools'),
    RUNNER_NAME: 'local',
  },
});
