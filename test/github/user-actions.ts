import { join } from 'node:path';
import type { Octokit, RestEndpointMethodTypes } from '@octokit/rest';
import { pullOf } from './api/routes/pulls.ts';
import type { Method } from './events/merge-methods.ts';
import { runQueue } from './events/queue.ts';
import { passDays, startScheduled } from './events/schedule.ts';
import type { Hub } from './hub.ts';
import { createBare, DEFAULT_BRANCH } from './repository/bare.ts';
import type { Run } from './runs.ts';

type PullData = RestEndpointMethodTypes['pulls']['create']['response']['data'];

interface NewPull {
  /** The branch; `login:branch` in a fork. */
  readonly head: string;
  readonly title?: string;
  readonly body?: string;
  readonly base?: string;
}

/** The actions of a person on GitHub's pages, and GitHub's clock. */
export interface UserActions {
  pullRequest(pull: NewPull): Promise<PullData>;
  /** Returns the merge commit. */
  merge(number: number, method?: Method): Promise<string>;
  /** Puts pull requests with the same base into its merge queue. Returns the numbers of the merged ones. */
  mergeQueue(numbers: readonly number[], method?: Method): Promise<readonly number[]>;
  /** "Run workflow". @throws if GitHub refuses the inputs. */
  dispatch(workflow: string, options?: DispatchOptions): Promise<Run>;
  /** "Re-run all jobs". Resolves when the new attempt is queued. */
  rerun(run: Run): Promise<void>;
  /** Approves the jobs of a run that wait for a reviewer, as soon as there is one. */
  approve(run: Run): Promise<void>;
  /** Allows only the default branch and branches with these name patterns to use an environment. */
  limitEnvironment(name: string, patterns?: readonly string[]): Promise<void>;
  /** Triggers the workflow's schedule. @throws if the workflow is disabled. */
  schedule(workflow: string): Promise<Run>;
  /** Lets days pass without a push. After 60 days GitHub disables workflows with a schedule. */
  passDays(days: number): Promise<void>;
  /** Returns the URL that this person pushes to. */
  fork(login: string): Promise<string>;
}

interface DispatchOptions {
  readonly ref?: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

export function userActions(hub: Hub, octokit: Octokit): UserActions {
  const [owner = '', repo = ''] = hub.place.repository.split('/');
  return {
    pullRequest: async ({ title = 'A change', base = DEFAULT_BRANCH, ...rest }) =>
      (await octokit.rest.pulls.create({ owner, repo, title, base, ...rest })).data,
    merge: async (pull_number, merge_method = 'merge') =>
      (await octokit.rest.pulls.merge({ owner, repo, pull_number, merge_method })).data.sha,
    mergeQueue: async (numbers, method = 'merge') => {
      const pulls = numbers.map((number) => pullOf(hub, String(number)));
      return (await runQueue(hub, pulls, method)).map(({ number }) => number);
    },
    dispatch: async (workflow_id, { ref = DEFAULT_BRANCH, inputs = {} } = {}) => {
      const after = hub.runs.list().at(-1);
      await octokit.rest.actions.createWorkflowDispatch({ owner, repo, workflow_id, ref, inputs });
      const filter = { workflow: workflow_id, event: 'workflow_dispatch', after } as const;
      return hub.runs.when(() => hub.runs.list(filter)[0], `the dispatched ${workflow_id}`, 10_000);
    },
    rerun: async ({ id }) => {
      await octokit.rest.actions.reRunWorkflow({ owner, repo, run_id: id });
    },
    approve: (run) => approve(hub, octokit, run),
    limitEnvironment: async (environment_name, patterns = []) => {
      const place = { owner, repo, environment_name };
      const custom = { protected_branches: false, custom_branch_policies: true };
      await octokit.rest.repos.createOrUpdateEnvironment({ ...place, deployment_branch_policy: custom });
      for (const name of [DEFAULT_BRANCH, ...patterns])
        await octokit.rest.repos.createDeploymentBranchPolicy({ ...place, name });
    },
    schedule: (workflow) => startScheduled(hub, workflow),
    passDays: (days) => passDays(hub, days),
    fork: (login) => fork(hub, login),
  };
}

async function approve(hub: Hub, octokit: Octokit, run: Run): Promise<void> {
  const waiting = () => (hub.reviews.of(run).length > 0 ? hub.reviews.of(run) : undefined);
  const reviews = await hub.runs.when(waiting, `run #${run.id} to wait for a reviewer`, 10_000);
  const [owner = '', repo = ''] = hub.place.repository.split('/');
  await octokit.rest.actions.reviewPendingDeploymentsForRun({
    ...{ owner, repo, run_id: run.id, state: 'approved', comment: '' },
    environment_ids: reviews.map(({ environment }) => environment.id),
  });
}

async function fork(hub: Hub, login: string): Promise<string> {
  const repository = `${login}/${hub.place.repository.split('/')[1]}`;
  const path = (of: string) => join(hub.root, `${of}.git`);
  hub.repositories.set(repository, await createBare(path(repository), path(hub.place.repository)));
  const token = hub.tokens.issue({ actor: { login, id: 2000, type: 'User' }, permissions: 'all' });
  return `${hub.place.serverUrl.replace('://', `://${login}:${token}@`)}/${repository}.git`;
}
