import { expect, it } from 'vitest';
import { workflow, world } from './set-up.ts';
import { runsOf } from './set-up-pulls.ts';

const { github, push } = await world();
const { octokit } = github;
const place = { owner: github.repository.split('/')[0] ?? '', repo: github.repository.split('/')[1] ?? '' };
const nightly = { ...place, workflow_id: 'nightly.yml' };
const state = async () => (await octokit.rest.actions.getWorkflow(nightly)).data.state;

await push({
  '.github/workflows/nightly.yml': workflow(
    `{ schedule: [{ cron: '5 4 * * *' }], workflow_dispatch: , push: }`,
    'true',
  ),
  '.github/workflows/other.yml': workflow('workflow_dispatch', 'true'),
});
await github.idle();

it('schedules stop after 60 days without a push, together with all other triggers of the workflow', async () => {
  await github.passDays(59);
  expect(await state()).toBe('active');
  await github.passDays(1);
  expect(await state()).toBe('disabled_inactivity');
  await expect(github.schedule('nightly.yml')).rejects.toThrow('nightly.yml is disabled_inactivity');
  await expect(github.dispatch('nightly.yml')).rejects.toMatchObject({ status: 422 });
  expect((await octokit.rest.actions.getWorkflow({ ...nightly, workflow_id: 'other.yml' })).data.state).toBe(
    'active',
  );
});

it('schedules stay off after a push until someone enables the workflow', async () => {
  expect(await runsOf(github, () => push({ a: '1' }))).toEqual([]);
  await octokit.rest.actions.enableWorkflow(nightly);
  expect((await runsOf(github, () => push({ a: '2' }))).map(({ conclusion }) => conclusion)).toEqual([
    'success',
  ]);
});

it.each([
  ['a push', () => push({ a: String(Math.random()) })],
  ['enabling an enabled workflow', () => octokit.rest.actions.enableWorkflow(nightly)],
])('schedules continue after %s', async (_, act) => {
  await octokit.rest.actions.enableWorkflow(nightly);
  await github.passDays(40);
  await act();
  await github.idle();
  await github.passDays(40);
  expect(await state()).toBe('active');
});

it('only a job with permission to write actions enables them again', async () => {
  const script = `curl -sS -o /dev/null -w '%{http_code}\\n' -X PUT -H "Authorization: Bearer $TOKEN" \\
  "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/actions/workflows/nightly.yml/enable"`;
  const job = (access: string) =>
    workflow(
      'workflow_dispatch',
      script,
      `permissions: { actions: ${access} }\nenv: { TOKEN: "\${{ github.token }}" }`,
    );
  await push({ '.github/workflows/may.yml': job('write'), '.github/workflows/may-not.yml': job('read') });
  const said = async (file: string) => {
    const run = await github.dispatch(file);
    await github.idle();
    return github.log(run);
  };
  expect(await said('may.yml')).toMatch(/\n204\n$/);
  expect(await said('may-not.yml')).toMatch(/\n403\n$/);
});
