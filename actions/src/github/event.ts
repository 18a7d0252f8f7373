import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The pull request that a workflow's run is about. */
export interface PullRequest {
  readonly number: number;
  readonly base: string;
  readonly head: string;
  /** Whether the event was given no secrets: pull requests of forks and of Dependabot are not. */
  readonly withoutSecrets: boolean;
}

const sideSchema = z.object({
  sha: z.string(),
  /** Null once the fork is deleted. */
  repo: z.object({ full_name: z.string() }).nullable(),
});
const eventSchema = z.object({
  pull_request: z.object({
    number: z.int(),
    base: sideSchema,
    head: sideSchema,
    user: z.object({ login: z.string() }).nullish(),
  }),
});

/** Undefined where the event is not about a pull request. */
export function pullRequestOf(event: unknown): PullRequest | undefined {
  const { data } = eventSchema.safeParse(event);
  if (data === undefined) return undefined;
  const { number, base, head, user } = data.pull_request;
  const isFork = head.repo?.full_name !== base.repo?.full_name;
  const withoutSecrets = isFork || user?.login === 'dependabot[bot]';
  return { number, base: base.sha, head: head.sha, withoutSecrets };
}

/** What set off this run, as GitHub left it in a file; `{}` outside a workflow. */
export function readEvent(path = process.env.GITHUB_EVENT_PATH): unknown {
  return path ? JSON.parse(readFileSync(path, 'utf8')) : {};
}
