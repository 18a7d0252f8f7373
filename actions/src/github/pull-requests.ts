import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Failure } from '../lib/failure.ts';
import { until } from '../lib/time.ts';
import { ask, type GitHub } from './github.ts';

/** The pull request that triggered a workflow run. */
export interface PullEvent {
  readonly number: number;
  /** Its newest commit at the time of the event. */
  readonly head: string;
}

const eventSchema = z.object({
  pull_request: z.object({ number: z.int(), head: z.object({ sha: z.string() }) }),
});

/** Undefined if the event is not about a pull request. */
export function pullRequestOf(event: unknown): PullEvent | undefined {
  const { data } = eventSchema.safeParse(event);
  return data && { number: data.pull_request.number, head: data.pull_request.head.sha };
}

/** The event that triggered this run, which GitHub writes to a file; `{}` outside a workflow. */
export function readEvent(path = process.env.GITHUB_EVENT_PATH): unknown {
  return path ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

/** An open pull request and the result of merging it now. */
export interface Pull {
  readonly number: number;
  readonly head: string;
  /** The branch that it is to be merged into. */
  readonly baseRef: string;
  readonly isOpen: boolean;
  /** The trial merge commit; undefined if the pull request conflicts with its base. */
  readonly merge: string | undefined;
}

/** Waits until GitHub knows whether the pull request can be merged. GitHub starts to find out when it is asked. */
export async function readPull(github: GitHub, number: number, limitMs: number): Promise<Pull> {
  const pull = await until(() => decided(github, number), { everyMs: 2000, timeoutMs: limitMs });
  if (pull) return pull;
  throw new Failure({
    what: `GitHub did not say within ${Math.round(limitMs / 1000)} s whether #${number} can be merged`,
    remedy: 'Run this job again.',
  });
}

/** Undefined while GitHub does not know yet. */
async function decided(github: GitHub, number: number): Promise<Pull | undefined> {
  const { state, head, base, mergeable, merge_commit_sha: merge } = await read(github, number);
  const pull = { number, head: head.sha, baseRef: base.ref, isOpen: state === 'open' };
  if (!pull.isOpen || mergeable === false) return { ...pull, merge: undefined };
  return mergeable && merge ? { ...pull, merge } : undefined;
}

/** The newest commit of a pull request. */
export const headOfPull = async (github: GitHub, number: number): Promise<string> =>
  (await read(github, number)).head.sha;

async function read({ octokit, owner, repo }: GitHub, number: number) {
  const send = () => octokit.rest.pulls.get({ owner, repo, pull_number: number });
  return (await ask({ doing: `read #${number}`, permission: 'pull-requests: read', send })).data;
}

interface Proposal {
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

interface OpenPullRequest {
  readonly number: number;
  readonly url: string;
  readonly base: string;
  readonly head: string;
}

const permission = 'pull-requests: write';

/** Opens a pull request from the branch, or returns the one that is already open. */
export async function openPullRequest(
  { octokit, owner, repo }: GitHub,
  { branch, base, title, body }: Proposal,
): Promise<OpenPullRequest> {
  const list = () =>
    octokit.rest.pulls.list({ owner, repo, state: 'open', base, head: `${owner}:${branch}` });
  const create = () => octokit.rest.pulls.create({ owner, repo, base, head: branch, title, body });
  const [open] = (await ask({ doing: 'list the pull requests', permission, send: list })).data;
  const pull = open ?? (await ask({ doing: 'open a pull request', permission, send: create })).data;
  return { number: pull.number, url: pull.html_url, base: pull.base.sha, head: pull.head.sha };
}
