import { z } from 'zod';

/** An answer of GitHub that ends what was tried, said so that a person can act. */
export class GitHubError extends Error {
  constructor(
    attempted: string,
    /** HTTP status; absent when no answer came. */
    readonly status: number | undefined,
    answer: string,
    remedy: string,
  ) {
    super(`${attempted}: GitHub answered ${status ?? 'nothing'}: ${answer}. ${remedy}`);
    this.name = 'GitHubError';
  }
}

export interface Question<T> {
  /** For people, e.g. `write the plan's comment`. */
  readonly doing: string;
  /** The job's permission it takes, e.g. `pull-requests: write`. */
  readonly permission: string;
  readonly send: () => Promise<T>;
}

/** Octokit's own error class is not compared with: there may be two copies of it in a bundle. */
const failureSchema = z.object({ status: z.number(), message: z.string() });

export async function ask<T>({ doing, permission, send }: Question<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const { data } = failureSchema.safeParse(error);
    if (data === undefined) throw error;
    // Octokit answers a connection that failed with 500 and no response.
    const answered = error instanceof Error && 'response' in error && error.response !== undefined;
    const status = answered ? data.status : undefined;
    throw new GitHubError(doing, status, tidy(data.message), remedyFor(status, data.message, permission));
  }
}

/** Octokit adds a link to the documentation, which says less than the remedy. */
const tidy = (message: string): string =>
  message.replace(/ - https:\/\/docs\.github\.com\S*/, '').replace(/\.$/, '');

function remedyFor(status: number | undefined, message: string, permission: string): string {
  if (status === 401)
    return "The token is wrong or has expired: pass the job's own, github.token, as github-token.";
  if (/not permitted to create or approve pull requests/i.test(message))
    return 'Allow it in the settings: Actions, General, "Allow GitHub Actions to create and approve pull requests".';
  if (/protected branch|rule violations/i.test(message))
    return 'The branch is protected: run again with mode: pull-request.';
  if (status === 429 || /rate limit/i.test(message)) return 'Run again in some minutes.';
  if (status === 403 || status === 404)
    return `The token may lack a permission: give the job "${permission}".`;
  return 'See https://www.githubstatus.com and run again.';
}
