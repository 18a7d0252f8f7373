import { expect, it } from 'vitest';
import { workflow, world } from './set-up.ts';
import { runsOf } from './set-up-pulls.ts';

const { github, push } = await world();
const { octokit } = github;
const [owner = '', repo = ''] = github.repository.split('/');
const SCRIPT =
  'echo "attempt $GITHUB_RUN_ATTEMPT of $GITHUB_SHA by $GITHUB_TRIGGERING_ACTOR"; cat "$GITHUB_EVENT_PATH"';

it('repeats the event, the commit and its workflow even if the branch has moved', async () => {
  const file = '.github/workflows/deploy.yml';
  const [run] = await runsOf(github, () => push({ [file]: workflow('push', SCRIPT) }));
  if (!run) throw new Error('no run');
  const first = await github.log(run);
  expect(first).toContain(`attempt 1 of ${run.sha} by acme\n`);
  await runsOf(github, () => push({ [file]: workflow('push', 'echo changed') }));

  expect(await runsOf(github, () => github.rerun(run))).toEqual([]);
  expect(run).toMatchObject({ attempt: 2, status: 'completed', conclusion: 'success' });
  expect(await github.log(run)).toBe(first.replace('attempt 1', 'attempt 2'));
  const { data } = await octokit.rest.actions.getWorkflowRun({ owner, repo, run_id: run.id });
  expect(data).toMatchObject({ id: run.id, run_number: 1, run_attempt: 2, head_sha: run.sha, event: 'push' });
});

it('keeps earlier attempts unchanged', async () => {
  const [run] = await runsOf(github, () =>
    push({ '.github/workflows/deploy.yml': workflow('push', '[ "$GITHUB_RUN_ATTEMPT" = 2 ]') }),
  );
  if (!run) throw new Error('no run');
  expect(run.conclusion).toBe('failure');
  await runsOf(github, () => github.rerun(run));
  const attempts = [1, 2].map(async (attempt_number) => {
    const place = { owner, repo, run_id: run.id, attempt_number };
    const { data } = await octokit.rest.actions.getWorkflowRunAttempt(place);
    return [data.run_attempt, data.conclusion];
  });
  expect(await Promise.all(attempts)).toEqual([
    [1, 'failure'],
    [2, 'success'],
  ]);
});

it('waits until the run has finished', async () => {
  await push({ '.github/workflows/slow.yml': workflow('workflow_dispatch', 'sleep 60') });
  const run = await github.dispatch('slow.yml');
  await expect(github.rerun(run)).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('already running'),
  });
});
