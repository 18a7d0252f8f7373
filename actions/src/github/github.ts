import type { Octokit } from '@octokit/rest';
import type { Secret } from '../secrets/secret.ts';

/** One repository on GitHub, with the right to speak for us. */
export interface GitHub {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
  /** Login that our comments and issues are written by: what others write is not believed. */
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
  // Loaded only where it is used: it would double the time until a door's first request.
  const { Octokit } = await import('@octokit/rest');
  const [owner = '', repo = ''] = repository.split('/');
  const octokit = new Octokit({
    auth: token.reveal(),
    baseUrl: apiUrl,
    userAgent: 'flotilla',
    // What GitHub refuses is told by whoever asked, in words.
    log: { debug: () => {}, info: () => {}, warn: console.warn, error: () => {} },
    request: {
      fetch: (url: string, init: RequestInit) =>
        fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) }),
    },
  });
  return { octokit, owner, repo, author };
}
