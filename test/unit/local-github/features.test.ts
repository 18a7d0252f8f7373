import { afterEach, describe, expect, it } from 'vitest';
import { usualFeatures } from '../../github/features.ts';
import { workflow, world } from './set-up.ts';
import { runsOf } from './set-up-pulls.ts';

const { github, push } = await world();
const { octokit } = github;
const place = { owner: github.repository.split('/')[0] ?? '', repo: github.repository.split('/')[1] ?? '' };

const SCRIPT = `
ask() { curl -sS -w ' %{http_code}\\n' -H "Authorization: Bearer $TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$1" "\${@:2}"; }
ask issues -d '{"title":"Drift"}'
ask issues/1/comments -d '{"body":"plan"}'
ask issues/2/comments -d '{"body":"drift"}'
ask issues/1 -X PATCH -d '{"title":"Renamed"}'`;
const JOB = `permissions: { issues: write, pull-requests: write, contents: read }
env: { TOKEN: "\${{ github.token }}" }`;
await push({ '.github/workflows/ask.yml': workflow('workflow_dispatch', SCRIPT, JOB) });
await push({ change: 'a' }, 'change');
await github.pullRequest({ head: 'change' });
await octokit.rest.issues.create({ ...place, title: 'An issue' });

/** The answers to a job, one line per call. */
async function answers(): Promise<readonly string[]> {
  const [run] = await runsOf(github, () => github.dispatch('ask.yml'));
  if (!run) throw new Error('no run');
  const log = await github.log(run);
  return log.split('\n').filter((line) => / \d{3}$/.test(line));
}
const statuses = async () => (await answers()).map((line) => line.slice(-3));

afterEach(() => {
  Object.assign(github.features, usualFeatures());
});

it('lets a job with the permissions do everything that the tests below forbid', async () => {
  expect(await statuses()).toEqual(['201', '201', '201', '200']);
});

describe('disabled issues', () => {
  it('refuse issues with 410 but allow comments on pull requests', async () => {
    github.features.issues = false;
    const said = await answers();
    expect(said.map((line) => line.slice(-3))).toEqual(['410', '201', '410', '200']);
    expect(said[0]).toContain('Issues has been disabled in this repository.');
  });

  it('list pull requests only', async () => {
    github.features.issues = false;
    const { data } = await octokit.rest.issues.listForRepo(place);
    expect(data.map(({ number }) => number)).toEqual([1]);
    await expect(octokit.rest.issues.get({ ...place, issue_number: 2 })).rejects.toMatchObject({
      status: 410,
    });
  });
});

it('a locked conversation accepts comments only from people with write permission, not from a job', async () => {
  await octokit.rest.issues.lock({ ...place, issue_number: 1 });
  const said = await answers();
  expect(said[1]).toMatch(/Unable to create comment because issue is locked\..* 403$/);
  expect(said.map((line) => line.slice(-3))).toEqual(['201', '403', '201', '200']);
  await octokit.rest.issues.createComment({ ...place, issue_number: 1, body: 'from a person' });
  const { data } = await octokit.rest.pulls.get({ ...place, pull_number: 1 });
  expect(data.locked).toBe(true);
  await octokit.rest.issues.unlock({ ...place, issue_number: 1 });
  expect((await statuses())[1]).toBe('201');
});

it('a policy of read-only tokens overrides what the workflow declares', async () => {
  github.features.jobTokens = 'read';
  const said = await answers();
  expect(said).toHaveLength(4);
  for (const each of said) expect(each).toMatch(/Resource not accessible by integration.* 403$/);
});

it('an IP allow list refuses runners and gives the reason', async () => {
  github.features.ipAllowList = true;
  const said = await answers();
  expect(said).toHaveLength(4);
  for (const each of said)
    expect(each).toMatch(/the `acme` organization has an IP allow list enabled.* 403$/);
  expect((await octokit.rest.repos.get(place)).status).toBe(200);
});
