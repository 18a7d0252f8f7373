import { expect, it } from 'vitest';
import { ask } from '../../../actions/src/github/github.ts';
import { openIssue } from '../../../actions/src/github/issues.ts';
import { startGitHub } from './fake.ts';

interface Answer {
  readonly status: number;
  readonly message: string;
  readonly headers?: Record<string, string>;
}

/** The message of the error when GitHub answers a new issue like this. */
async function messageFor(answer: Answer): Promise<string> {
  const { world, github } = await startGitHub();
  world.refusals.set('POST issues', answer);
  const issue = { marker: 'm', label: 'drift', title: 'Drift', body: 'm', input: 'drift-issue' };
  return openIssue(github, issue).then(String, (error: Error) => error.message);
}

const reset = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);

/** GitHub's own words, as quoted in public bug reports. */
const ANSWERS: readonly (readonly [string, Answer, RegExp])[] = [
  [
    'issues that are turned off',
    { status: 410, message: 'Issues are disabled for this repo' },
    /Settings > General > Features > Issues\), or remove the input drift-issue from the workflow\.$/,
  ],
  [
    'a locked conversation',
    { status: 403, message: 'Unable to create comment because issue is locked.' },
    /Unlock the conversation/,
  ],
  [
    'an IP allow list',
    {
      status: 403,
      message:
        'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list ' +
        'enabled, and your IP address is not permitted to access this resource.',
    },
    /self-hosted or larger runner .* Authentication security > IP allow list/,
  ],
  [
    'single sign-on',
    {
      status: 403,
      message:
        'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.',
    },
    /github\.token, .* single sign-on/,
  ],
  [
    "a token without the job's permission",
    { status: 403, message: 'Resource not accessible by integration' },
    /"issues: write" under the job's permissions .* organization's default is read-only/,
  ],
  [
    "a person's token without the permission",
    { status: 403, message: 'Resource not accessible by personal access token' },
    /The token lacks "issues: write"\. Pass the job's own token/,
  ],
  [
    'an organization whose actions must not open pull requests',
    { status: 403, message: 'GitHub Actions is not permitted to create or approve pull requests.' },
    /Settings > Actions > General .* an owner of the organization/,
  ],
  [
    'a protected branch',
    {
      status: 409,
      message: 'Repository rule violations found\n\nChanges must be made through a pull request.',
    },
    /open Actions > add-region > Run workflow and enter pull-request under "mode"/,
  ],
  [
    'an archived repository',
    { status: 403, message: 'Repository was archived so is read-only.' },
    /Unarchive the repository/,
  ],
  [
    'a token that has expired',
    { status: 401, message: 'Bad credentials' },
    /wrong or has expired.*github\.token/,
  ],
  [
    'a secondary rate limit',
    {
      status: 403,
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      headers: { 'retry-after': '130' },
    },
    /Run the workflow again in 3 minutes\.$/,
  ],
  [
    'an exhausted rate limit',
    {
      status: 403,
      message: 'API rate limit exceeded for installation ID 1.',
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset(1500) },
    },
    /Run the workflow again in 2[45] minutes\.$/,
  ],
  [
    'a rate limit without a time',
    { status: 429, message: 'Too many requests' },
    /Run the workflow again in a few minutes\.$/,
  ],
  [
    'a GitHub Enterprise Server that is down',
    { status: 503, message: 'Service Unavailable' },
    /Ask the administrators of 127\.0\.0\.1, then run the workflow again\.$/,
  ],
];

it.each(ANSWERS)('gives the remedy for %s', async (_, answer, remedy) => {
  const message = await messageFor(answer);
  expect(message).toMatch(remedy);
  expect(message).toContain(`GitHub answered ${answer.status}: `);
});

it.each(['api.github.com', 'api.acme.ghe.com'])('refers to the status page for %s', async (host) => {
  const send = () =>
    Promise.reject(
      Object.assign(new Error('Unicorn'), {
        status: 502,
        request: { url: `https://${host}/repos/o/r` },
        response: {},
      }),
    );
  await expect(ask({ doing: 'x', permission: 'y', send })).rejects.toThrow(/www\.githubstatus\.com/);
});
