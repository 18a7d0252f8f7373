import { rmSync } from 'node:fs';
import { defaultBranch, isOnBranch, newestCommit } from '../github/commits.ts';
import type { GitHub } from '../github/github.ts';
import { runWorkflow } from '../lib/run-workflow.ts';
import type { Deadline } from '../run/deadline.ts';
import { readCommit } from './checkout.ts';
import { openClusterWithSecrets } from './cluster.ts';
import { requireRepository } from './github.ts';
import { InputError, textOf } from './inputs.ts';
import { inWorkflow, notice } from './workflow.ts';

/** The commit that this run deploys. */
export interface Deployment {
  readonly github: GitHub;
  /** `owner/name` */
  readonly repository: string;
  /** The default branch. */
  readonly branch: string;
  readonly commit: string;
}

export const OVERTAKEN = 'overtaken';

/** Whether a newer commit's run replaces this one: not if a person confirmed something in exactly this run. */
const isSuperfluous = (): boolean => isFirstAttempt() && textOf('confirm') === '';

/**
 * Only the default branch's newest commit changes the cluster, or one that a person confirms by its full SHA. Throws for
 * any other commit. If a run was overtaken while it waited in the queue, it succeeds and leaves the work to the newer
 * commit's run. Undefined outside a workflow, where the person at the terminal decides.
 */
export async function openDeployment(): Promise<Deployment | typeof OVERTAKEN | undefined> {
  if (!inWorkflow()) return undefined;
  const deployment = await current();
  if (confirmed() !== undefined) return confirm(deployment);
  const newest = await newestCommit(deployment.github, deployment.branch);
  if (newest === deployment.commit) return deployment;
  if (!isSuperfluous()) throw new Error(outdated(deployment, newest));
  notice(superseded(deployment, newest));
  return OVERTAKEN;
}

/** Opens the cluster as the commit to deploy declares it. */
export async function openClusterToChange(deadline: Deadline): ReturnType<typeof openClusterWithSecrets> {
  if (inWorkflow() && confirmed() !== undefined) await readConfirmed();
  return openClusterWithSecrets(deadline);
}

/**
 * Reads a commit that a person confirmed instead of the checkout, after checking that the default branch's history contains
 * it. The code that runs is the checkout's, and the commit is data.
 */
async function readConfirmed(): Promise<void> {
  const { commit } = await confirm(await current());
  const { root } = await readCommit(commit);
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
}

/** A newer commit was pushed while this run observed the cluster. That commit's own run does the work. */
export class Superseded extends Error {}

/** Checks again right before the first change of an attempt. */
export async function mustBeNewest(deployment: Deployment | undefined): Promise<void> {
  if (deployment === undefined || confirmed() !== undefined) return;
  const newest = await newestCommit(deployment.github, deployment.branch);
  if (newest !== deployment.commit) throw new Superseded(superseded(deployment, newest));
}

const superseded = ({ branch, commit }: Deployment, newest: string): string =>
  `Nothing was changed: ${branch} has a newer commit, ${newest}, and its own run deploys it. This run is for ${commit}.`;

/** For content: whether a newer commit's run does the work. A run that goes `back` to an earlier release deploys no commit. */
export async function isOvertaken(back: string): Promise<boolean> {
  if (back === '') return (await openDeployment()) === OVERTAKEN;
  await mustNotBeOldRerun();
  return false;
}

/** A rollback starts from the default branch; an old one cannot be re-run. */
async function mustNotBeOldRerun(): Promise<void> {
  if (!inWorkflow()) return;
  const { github, branch, commit } = await current();
  if (isFirstAttempt() || (await newestCommit(github, branch)) === commit) return;
  throw new Error(
    'Nothing was changed: this is a re-run, and newer commits have been pushed since. Start the workflow again instead.',
  );
}

async function current(): Promise<Deployment> {
  const github = await requireRepository('to change the cluster, this action');
  const branch = await defaultBranch(github);
  const { GITHUB_REF: ref = '', GITHUB_SHA = '', GITHUB_REPOSITORY: repository = '' } = process.env;
  if (ref !== `refs/heads/${branch}`)
    throw new Error(
      `Nothing was changed: this run is for ${ref}, and only ${branch} is deployed. Merge the change into ${branch}, ` +
        `or run the workflow from ${branch}.`,
    );
  return { github, repository, branch, commit: confirmed() ?? GITHUB_SHA };
}

/** A confirmed commit counts for one run, not for its re-runs. */
async function confirm(deployment: Deployment): Promise<Deployment> {
  const { github, branch, commit } = deployment;
  if (!(await isOnBranch(github, commit, branch)))
    throw new InputError('confirm-commit', `is "${commit}", which is not in the history of ${branch}.`);
  if (isFirstAttempt() || (await newestCommit(github, branch)) === commit) return deployment;
  throw new Error(
    `Nothing was changed: a re-run does not confirm ${commit} again. To deploy it again, ${deployThis(commit)}.`,
  );
}

function confirmed(): string | undefined {
  const commit = textOf('confirm-commit');
  if (commit === '') return undefined;
  if (/^[0-9a-f]{40}$/.test(commit)) return commit;
  throw new InputError(
    'confirm-commit',
    `is "${commit}": write the commit's full SHA, 40 hexadecimal digits.`,
  );
}

const isFirstAttempt = (): boolean => (process.env.GITHUB_RUN_ATTEMPT || '1') === '1';

const outdated = ({ branch, commit }: Deployment, newest: string): string =>
  `Nothing was changed: this run is for ${commit}, and the newest commit of ${branch} is ${newest}. An older commit would ` +
  `undo what was deployed after it. To deploy ${branch} as it is now, ${runWorkflow('deploy')}. ` +
  `To deploy exactly this commit, ${deployThis(commit)}.`;

const deployThis = (commit: string): string => runWorkflow('deploy', { 'confirm-commit': commit });
