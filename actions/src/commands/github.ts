import { type GitHub, openGitHub } from '../github/github.ts';
import { type PullEvent, pullRequestOf, readEvent } from '../github/pull-requests.ts';
import { keepEnabled } from '../github/workflows.ts';
import { InputError, textOf } from './inputs.ts';
import { optionalSecret } from './secrets.ts';
import { afterwards } from './workflow.ts';

/** The repository this run belongs to; undefined without a token or outside a workflow. */
export async function openRepository(): Promise<GitHub | undefined> {
  const token = optionalSecret('github-token');
  const repository = process.env.GITHUB_REPOSITORY;
  if (token === undefined || !repository) return undefined;
  const apiUrl = process.env.GITHUB_API_URL || 'https://api.github.com';
  return openGitHub({ token, apiUrl, repository, author: textOf('comment-author') || 'github-actions[bot]' });
}

/** As `openRepository`; throws if there is none. `purpose`: what needs it. */
export async function requireRepository(purpose: string): Promise<GitHub> {
  const github = await openRepository();
  if (github) return github;
  throw new InputError('github-token', `is empty, and ${purpose} needs it.`);
}

/** Link to this run. */
export function runUrl(): string {
  const {
    GITHUB_SERVER_URL = 'https://github.com',
    GITHUB_REPOSITORY = '',
    GITHUB_RUN_ID = '',
  } = process.env;
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
}

/** The pull request that this run is about: the one that the input names, else the event's. */
export function askedPullRequest(): (Pick<PullEvent, 'number'> & Partial<PullEvent>) | undefined {
  const number = textOf('pull-request');
  if (number === '') return pullRequestOf(readEvent());
  if (/^[1-9]\d{0,9}$/.test(number)) return { number: Number(number) };
  throw new InputError('pull-request', `is "${number}": write its number.`);
}

/** A merge queue's group of pull requests: its runs get no secrets. */
export const isQueue = (): boolean => process.env.GITHUB_EVENT_NAME === 'merge_group';

/** Keeps the schedules of these workflows active. Never throws: the run's result does not depend on it. */
export async function keepSchedules(workflows: string): Promise<void> {
  for (const file of workflows.split(/[\s,]+/).filter(Boolean))
    await afterwards(`The schedule of ${file}`, async () =>
      keepEnabled(await requireRepository('keep-schedules'), file),
    );
}
