import { z } from 'zod';
import { type Comment, findComments } from '../github/comments.ts';
import { commitsBetween, type MergedPullRequest, mergedPullRequests } from '../github/commits.ts';
import { readEvent } from '../github/pull-requests.ts';
import { newestDeployed } from '../hosts/model/deployed.ts';
import type { Shown } from '../plan/consent/approval.ts';
import { marker, readSigned } from '../plan/consent/comment.ts';
import type { Observation } from '../run/observe.ts';
import type { Seal } from '../secrets/seal.ts';
import { place } from './checkout.ts';
import type { Deployment } from './deployment.ts';

/** A pull request that this run deploys, with the plan comment that people saw. */
export interface Merged {
  readonly pullRequest: MergedPullRequest;
  /** The text that was signed. */
  readonly comment?: Comment;
  readonly shown?: Shown;
  /** Why its comment approves nothing, for the person who must confirm. */
  readonly doubt?: string;
}

interface Wanted {
  readonly cluster: string;
  /** Names of the hosts that hold the database. */
  readonly members: readonly string[];
  readonly seal: Seal;
}

/** Every pull request that was merged into the default branch since the last complete deployment. */
export async function findMerged(
  deployment: Deployment,
  question: Wanted,
  observation: Pick<Observation, 'hosts'>,
): Promise<readonly Merged[]> {
  const { github, branch } = deployment;
  const commits = await commitsToDeploy(deployment, question.members, observation);
  const pulls = await mergedPullRequests(github, branch, commits);
  return Promise.all(pulls.map((pullRequest) => judge(deployment, question, pullRequest)));
}

/** Since the newest deployment that a member recorded; else what was just pushed; else only this commit. */
async function commitsToDeploy(
  { github, repository, commit }: Deployment,
  members: readonly string[],
  { hosts }: Pick<Observation, 'hosts'>,
): Promise<readonly string[]> {
  const seen = members.flatMap((name) => hosts.get(name) ?? []);
  const deployed = await newestDeployed(
    seen.flatMap((host) => (host.kind === 'observed' ? host.connection : [])),
  );
  const since = deployed?.repository === repository ? deployed.commit : pushedFrom(commit);
  return (since && (await commitsBetween(github, since, commit))) || [commit];
}

async function judge(
  { github, repository, branch }: Deployment,
  { cluster, seal }: Wanted,
  pullRequest: MergedPullRequest,
): Promise<Merged> {
  const { number, head } = pullRequest;
  const comments = await findComments(github, number, [marker(cluster)]);
  const signed = comments.flatMap(({ id, body }) => {
    const read = readSigned(body, seal);
    return read ? [{ comment: { id, body: read.text }, hidden: read.hidden }] : [];
  });
  const here = { repository, cluster, number, directory: place() };
  const [ours] = signed
    .filter(({ hidden }) => isWithin(here, hidden))
    .sort((one, other) => (one.hidden.time < other.hidden.time ? 1 : -1));
  if (!ours) return { pullRequest, doubt: comments.length > 0 ? changed(number) : undefined };
  const { comment, hidden } = ours;
  if (hidden.baseRef !== branch) return { pullRequest, comment, doubt: elsewhere(number, hidden.baseRef) };
  if (hidden.head !== head) return { pullRequest, comment, doubt: older(number, hidden.head, head) };
  return { pullRequest, comment, shown: hidden.shown };
}

const isWithin = (part: object, whole: object): boolean => {
  const values = new Map<string, unknown>(Object.entries(whole));
  return Object.entries(part).every(([name, value]) => values.get(name) === value);
};

const changed = (number: number): string =>
  `The plan's comment on #${number} was edited or written by someone else, so it approves nothing.`;
const elsewhere = (number: number, baseRef: string): string =>
  `The plan's comment on #${number} was made for a merge into ${baseRef}, so it approves nothing here.`;
const older = (number: number, planned: string, head: string): string =>
  `The plan's comment on #${number} shows ${planned.slice(0, 7)}, but ${head.slice(0, 7)} was merged, so it approves nothing.`;

/** The default branch's commit before the push that started this run. */
function pushedFrom(commit: string): string | undefined {
  const { data } = pushSchema.safeParse(readEvent());
  return data?.after === commit && /[1-9a-f]/.test(data.before) ? data.before : undefined;
}

const pushSchema = z.object({ before: z.string(), after: z.string() });
