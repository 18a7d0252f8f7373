import { beforeEach, describe, expect, it } from 'vitest';
import { refusal } from '../../github/environments/allowed.ts';
import { Environments } from '../../github/environments/environments.ts';
import { workflow, world } from './set-up.ts';
import { runsOf } from './set-up-pulls.ts';

const { github, push } = await world();
const { octokit } = github;
const [owner = '', repo = ''] = github.repository.split('/');
const production = { owner, repo, environment_name: 'production' };

const JOB = (on: string) =>
  workflow(on, 'echo "[$SECRET]"', `env: { SECRET: "\${{ secrets.SECRET }}" }`).replace(
    'runs-on',
    'environment: production\n    runs-on',
  );

github.settings.setSecret('SECRET', 'hush', { environment: 'production' });
await push({ '.github/workflows/pull.yml': JOB('pull_request') });
await push({ '.github/workflows/target.yml': JOB('pull_request_target') });
await push({ '.github/workflows/deploy.yml': JOB('workflow_dispatch') });

describe('an environment that only the default branch may use', () => {
  beforeEach(() => github.limitEnvironment('production'));

  const ends = async (act: () => Promise<unknown>) => {
    const runs = await runsOf(github, act);
    const logs = await Promise.all(runs.map((run) => github.log(run)));
    return runs.map(({ event, conclusion, jobs }, index) => ({
      ...{ event, conclusion, log: logs[index] },
      said: jobs[0]?.annotations.map(({ message }) => message),
    }));
  };
  const refused = (branch: string) =>
    `Branch "${branch}" is not allowed to deploy to production due to environment protection rules.`;

  it('fails the job of another branch before any step and withholds its secrets', async () => {
    await push({ '.github/workflows/deploy.yml': JOB('workflow_dispatch'), 'a.txt': 'a' }, 'feature');
    const [run] = await ends(() => github.dispatch('deploy.yml', { ref: 'feature' }));
    expect(run).toMatchObject({ conclusion: 'failure', log: '', said: [refused('feature')] });
    const [main] = await ends(() => github.dispatch('deploy.yml'));
    expect(main).toMatchObject({ conclusion: 'success', log: expect.stringContaining('[***]') });
  });

  it('checks the ref of the run: refs/pull/1/merge for pull_request, main for pull_request_target', async () => {
    const runs = await ends(() => github.pullRequest({ head: 'feature' }));
    expect(runs.find(({ event }) => event === 'pull_request')).toMatchObject({
      ...{ conclusion: 'failure', log: '', said: [refused('refs/pull/1/merge')] },
    });
    expect(runs.find(({ event }) => event === 'pull_request_target')).toMatchObject({
      ...{ conclusion: 'success', log: expect.stringContaining('[***]') },
    });
  });
});

it.each([
  ['main', 'refs/heads/main', true],
  ['main', 'refs/heads/gh-readonly-queue/main/pr-1-abc', false],
  ['main', 'refs/tags/main', false],
  ['release/*', 'refs/heads/release/1', true],
  ['release/*', 'refs/heads/release/1/a', false],
  ['refs/pull/*/merge', 'refs/pull/7/merge', true],
  ['v1.0', 'refs/heads/v1x0', false],
])('the pattern %s lets %s in: %s', (pattern, ref, isAllowed) => {
  const all = new Environments();
  const protection = { waitTimer: 0, reviewers: [], preventSelfReview: false };
  const branchPolicy = { protected_branches: false, custom_branch_policies: true };
  const limited = all.protect('production', { ...protection, branchPolicy });
  all.addPolicy(limited, pattern, 'branch');
  expect(refusal(all.named('production'), ref) === undefined).toBe(isAllowed);
  expect(refusal(all.named('another'), ref)).toBeUndefined();
});

describe('its settings', () => {
  const custom = { protected_branches: false, custom_branch_policies: true };
  const policies = async () =>
    (await octokit.rest.repos.listDeploymentBranchPolicies(production)).data.branch_policies;

  it('are replaced as a whole, except for the names that may deploy', async () => {
    const put = octokit.rest.repos.createOrUpdateEnvironment;
    const reviewers = [{ type: 'User' as const, id: 1000 }];
    await put({ ...production, deployment_branch_policy: custom, reviewers, wait_timer: 5 });
    const { data } = await octokit.rest.repos.getEnvironment(production);
    expect(data).toMatchObject({ name: 'production', deployment_branch_policy: custom });
    expect(data.protection_rules?.map(({ type }) => type)).toEqual([
      ...['wait_timer', 'required_reviewers', 'branch_policy'],
    ]);
    const { data: after } = await put({ ...production, deployment_branch_policy: custom });
    expect(after.protection_rules?.map(({ type }) => type)).toEqual(['branch_policy']);
    expect(await policies()).toMatchObject([{ name: 'main', type: 'branch' }]);
  });

  it('hold each name once, and no names without custom_branch_policies', async () => {
    const add = { ...production, name: 'main' };
    await octokit.request(
      'POST /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies',
      add,
    );
    expect(await policies()).toHaveLength(1);
    await octokit.rest.repos.createOrUpdateEnvironment({ ...production, deployment_branch_policy: null });
    expect(await policies()).toEqual([]);
    await expect(octokit.rest.repos.createDeploymentBranchPolicy(add)).rejects.toMatchObject({ status: 404 });
    const same = { protected_branches: true, custom_branch_policies: true };
    const put = { ...production, deployment_branch_policy: same };
    await expect(octokit.rest.repos.createOrUpdateEnvironment(put)).rejects.toMatchObject({ status: 422 });
    await expect(
      octokit.rest.repos.getEnvironment({ ...production, environment_name: 'none' }),
    ).rejects.toMatchObject({ status: 404 });
  });
});

describe('required reviewers', () => {
  const reviewers = [{ type: 'User' as const, id: 1000 }];
  beforeEach(() => octokit.rest.repos.createOrUpdateEnvironment({ ...production, reviewers }).then(() => {}));

  it('hold a job until one of them approves it', async () => {
    const run = await github.dispatch('deploy.yml');
    await github.approve(run);
    await github.idle();
    expect(run.conclusion).toBe('success');
    expect(await github.log(run)).toContain('[***]');
  });

  it('may reject a job, which then never starts', async () => {
    const run = await github.dispatch('deploy.yml');
    const place = { owner, repo, run_id: run.id };
    const pending = async () => (await octokit.rest.actions.getPendingDeploymentsForRun(place)).data;
    await expect
      .poll(pending)
      .toMatchObject([{ environment: { name: 'production' }, current_user_can_approve: true }]);
    expect(run.status).toBe('waiting');
    const environment_ids = (await pending()).map(({ environment }) => environment.id ?? 0);
    const said = { ...place, environment_ids, state: 'rejected' as const, comment: 'no' };
    await octokit.rest.actions.reviewPendingDeploymentsForRun(said);
    await github.idle();
    expect(run).toMatchObject({ conclusion: 'failure', jobs: [{ steps: [] }] });
  });

  it('no longer hold a cancelled run', async () => {
    const newest = JOB('workflow_dispatch').replace(
      'jobs:',
      'concurrency: { group: newest, cancel-in-progress: true }\njobs:',
    );
    await push({ '.github/workflows/newest.yml': newest });
    const first = await github.dispatch('newest.yml');
    await expect.poll(() => first.status).toBe('waiting');
    const second = await github.dispatch('newest.yml');
    await github.approve(second);
    await github.idle();
    expect([first.conclusion, second.conclusion]).toEqual(['cancelled', 'success']);
  });
});
