import { type GitHub, openGitHub } from '../github/github.ts';
import { InputError, optionalSecret, text } from './inputs.ts';

/** The repository this run is of; undefined without a token or outside a workflow, where there is nobody to tell. */
export async function openRepository(): Promise<GitHub | undefined> {
  const token = optionalSecret('github-token', 'GITHUB_TOKEN');
  const repository = process.env.GITHUB_REPOSITORY;
  if (token === undefined || !repository) return undefined;
  const apiUrl = process.env.GITHUB_API_URL || 'https://api.github.com';
  return openGitHub({ token, apiUrl, repository, author: text('comment-author') || 'github-actions[bot]' });
}

/** As `openRepository`, for a door that was asked, by this input, to tell somebody. */
export async function requireRepository(input: string): Promise<GitHub> {
  const github = await openRepository();
  if (github) return github;
  throw new InputError('github-token', `is empty, and ${input} needs it.`);
}

/** This run, for a link. */
export function runUrl(): string {
  const {
    GITHUB_SERVER_URL = 'https://github.com',
    GITHUB_REPOSITORY = '',
    GITHUB_RUN_ID = '',
  } = process.env;
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
}
