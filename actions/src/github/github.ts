import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { Failure } from '../lib/failure.ts';
import type { Secret } from '../secrets/secret.ts';
import { type Refusal, remedyFor } from './remedies.ts';

/** One repository on GitHub, and the account that this run writes as. */
export interface GitHub {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
  /** Login that writes our comments and issues. Comments and issues of other authors are ignored. */
  readonly author: string;
}

export interface GitHubOptions {
  readonly token: Secret;
  /** e.g. `https://api.github.com` */
  readonly apiUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly author: string;
}

const REQUEST_TIMEOUT_MS = 30_000;

export async function openGitHub({ token, apiUrl, repository, author }: GitHubOptions): Promise<GitHub> {
  // Loaded only when it is needed: it doubles the time until an action's first request.
  const { Octokit } = await import('@octokit/rest');
  const [owner = '', repo = ''] = repository.split('/');
  const octokit = new Octokit({
    auth: token.reveal(),
    baseUrl: apiUrl,
    userAgent: 'flotilla',
    // The caller reports a refused request, together with its remedy.
    log: { debug: () => {}, info: () => {}, warn: console.warn, error: () => {} },
    request: {
      fetch: (url: string, init: RequestInit) =>
        fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) }),
    },
  });
  return { octokit, owner, repo, author };
}

/** A request that GitHub refused. */
export class GitHubError extends Failure {
  constructor(
    doing: string,
    /** HTTP status; absent if no answer came. */
    readonly status: number | undefined,
    /** GitHub's own words. */
    readonly answer: string,
    remedy: string,
  ) {
    const cause = `${status === undefined ? 'no answer from GitHub' : `GitHub answered ${status}`}: ${answer}`;
    super({ what: `Cannot ${doing}`, cause, remedy });
  }
}

interface Question<T> {
  /** What the request is for, as an infinitive, e.g. `comment on #7`. */
  readonly doing: string;
  /** The permission that the job needs for the request, e.g. `pull-requests: write`. */
  readonly permission: string;
  /** The optional input of the action that caused the request, e.g. `drift-issue`. */
  readonly input?: string;
  readonly send: () => Promise<T>;
}

/** Why a schema: a bundle may hold two copies of Octokit's error class, so `instanceof` is unreliable. */
const requestErrorSchema = z.object({
  status: z.number(),
  message: z.string(),
  request: z.object({ url: z.string() }).optional(),
  /** Absent when the connection failed: Octokit then sets status 500. */
  response: z.object({ headers: z.record(z.string(), z.unknown()).default({}) }).optional(),
});
type RequestError = z.infer<typeof requestErrorSchema>;

/** Sends a request. Throws a `GitHubError` if GitHub refuses it. */
export async function ask<T>({ doing, permission, input, send }: Question<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const { data } = requestErrorSchema.safeParse(error);
    if (data === undefined) throw error;
    const refusal = refusalOf(data);
    const remedy = remedyFor(refusal, { permission, input });
    throw new GitHubError(doing, refusal.status, withoutLink(data.message), remedy);
  }
}

const refusalOf = ({ status, message, request, response }: RequestError): Refusal => ({
  status: response && status,
  message,
  headers: response?.headers ?? {},
  host: request && URL.canParse(request.url) ? new URL(request.url).hostname : 'api.github.com',
});

/** Octokit appends a link to the documentation, which is less specific than the remedy. */
const withoutLink = (message: string): string =>
  message
    .replace(/ - https:\/\/(docs\.github|help\.github|developer\.github)\.com\S*/, '')
    .replace(/\.$/, '');

/** Undefined if GitHub answers 404. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 404) return undefined;
    throw error;
  }
}
