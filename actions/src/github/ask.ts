import { z } from 'zod';
import { type Refusal, remedyFor } from './remedies.ts';

/** A request that GitHub refused: what failed, GitHub's own words, and what to do next. */
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

interface Question<T> {
  /** For people, e.g. `write the plan's comment`. */
  readonly doing: string;
  /** The permission the job needs for this, e.g. `pull-requests: write`. */
  readonly permission: string;
  /** The action's input that asked for this, where a workflow can do without it, e.g. `drift-issue`. */
  readonly input?: string;
  readonly send: () => Promise<T>;
}

/** Parsed, not compared with Octokit's own error class: a bundle may hold two copies of it. */
const failureSchema = z.object({
  status: z.number(),
  message: z.string(),
  request: z.object({ url: z.string() }).optional(),
  /** Absent when the connection failed: Octokit then sets status 500. */
  response: z.object({ headers: z.record(z.string(), z.unknown()).default({}) }).optional(),
});
type Failure = z.infer<typeof failureSchema>;

export async function ask<T>({ doing, permission, input, send }: Question<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const { data } = failureSchema.safeParse(error);
    if (data === undefined) throw error;
    const refusal = refusalOf(data);
    const remedy = remedyFor(refusal, { permission, input });
    throw new GitHubError(doing, refusal.status, tidy(data.message), remedy);
  }
}

const refusalOf = ({ status, message, request, response }: Failure): Refusal => ({
  status: response && status,
  message,
  headers: response?.headers ?? {},
  host: request && URL.canParse(request.url) ? new URL(request.url).hostname : 'api.github.com',
});

/** Octokit adds a link to the documentation, which says less than the remedy. */
const tidy = (message: string): string =>
  message
    .replace(/ - https:\/\/(docs\.github|help\.github|developer\.github)\.com\S*/, '')
    .replace(/\.$/, '');
