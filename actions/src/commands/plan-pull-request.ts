import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Declaration } from '../declaration/declaration.ts';
import { loadDeclaration } from '../declaration/load.ts';
import { CLUSTER_FILE, LARGEST_FILE } from '../declaration/rules/files.ts';
import { defaultBranch } from '../github/commits.ts';
import type { GitHub } from '../github/github.ts';
import { type Pull, readPull } from '../github/pull-requests.ts';
import type { Tree } from '../github/tree.ts';
import { messageOf } from '../lib/failure.ts';
import { NOTHING, type Origin } from '../plan/consent/comment.ts';
import { code, plain } from '../plan/render/markdown-escape.ts';
import { sealFrom, sealOf } from '../secrets/plan-seal.ts';
import type { Seal } from '../secrets/seal.ts';
import { deriveSecrets } from '../secrets/secrets.ts';
import { directory, place, readCommit } from './checkout.ts';
import { openCloud, openDeclaration } from './cluster.ts';
import { type askedPullRequest, requireRepository, runUrl } from './github.ts';
import { textOf } from './inputs.ts';
import { PlanComment } from './plan-comment.ts';
import { clusterSecret, optionalSecret, planSshKey } from './secrets.ts';
import { print } from './show.ts';
import { validateOnly } from './validate.ts';
import { notice } from './workflow.ts';

/** GitHub creates the merge commit on request, usually within seconds. */
const MERGE_LIMIT_MS = 60_000;

type Asked = NonNullable<ReturnType<typeof askedPullRequest>>;
interface Made<T> {
  readonly seen: T;
  readonly comment: PlanComment;
}

/**
 * Plans the result of merging the pull request, with `make`. If that fails, its comment says why. The code that runs is
 * the default branch's; the pull request's contents are data. Undefined if there is nothing to plan.
 */
export async function planPullRequest<T>(asked: Asked, make: () => Promise<T>): Promise<Made<T> | undefined> {
  const github = await requireRepository('a pull request');
  const pull = await readPull(github, asked.number, MERGE_LIMIT_MS);
  const why = reasonToStop(asked, pull);
  if (why !== undefined) return notice(why) as undefined;
  const main = await readMain();
  if (textOf('digitalocean-token') === '' || main.seal === undefined) return validate(pull);
  const origin = await originOf(github, pull);
  const comment = new PlanComment({ github, origin, seal: main.seal, cluster: main.cluster });
  try {
    const tree = await readMerge(pull);
    try {
      return await planTree(tree, main, comment, make);
    } finally {
      await tree.close();
    }
  } catch (error) {
    await comment.fail(messageOf(error));
    throw error;
  }
}

function reasonToStop({ head }: Asked, pull: Pull): string | undefined {
  if (!pull.isOpen) return `#${pull.number} is closed: there is nothing to plan.`;
  if (head === undefined || head === pull.head) return undefined;
  return `#${pull.number} has a newer commit, ${pull.head}: that commit's own run plans it, not this one of ${head}.`;
}

interface Main {
  readonly cluster: string;
  /** Absent if the default branch's declaration has a mistake. */
  readonly declaration: Declaration | undefined;
  /** Absent if this run has no secrets. */
  readonly seal: Seal | undefined;
}

/** Reads what the default branch declares, before anything from the pull request. */
async function readMain(): Promise<Main> {
  const read = await loadDeclaration(directory());
  const declaration = 'declaration' in read ? read.declaration : undefined;
  const cluster = declaration?.cluster ?? (await guessClusterName());
  const planKey = optionalSecret('plan-key');
  if (planKey) return { cluster, declaration, seal: sealOf(planSshKey(planKey)) };
  const root = optionalSecret('cluster-secret');
  const scope = declaration ?? { cluster, generation: 1 };
  return { cluster, declaration, seal: root && sealFrom(deriveSecrets(clusterSecret(root), scope)) };
}

/** The cluster's name in a declaration that has a mistake; `?` if it cannot be read. */
async function guessClusterName(): Promise<string> {
  const path = join(directory(), CLUSTER_FILE);
  const found = await lstat(path).catch(() => undefined);
  // A link may point anywhere, even to a file that never ends.
  if (!found?.isFile() || found.size > LARGEST_FILE) return '?';
  return /^name:\s*["']?([a-z0-9-]{1,32})["']?\s*(#.*)?$/m.exec(await readFile(path, 'utf8'))?.[1] ?? '?';
}

async function originOf(github: GitHub, { number, head, baseRef }: Pull): Promise<Origin> {
  const branch = await defaultBranch(github);
  const deploysNothing = baseRef !== branch;
  return {
    ...{ repository: process.env.GITHUB_REPOSITORY ?? '', number, head, baseRef, base: baseRef },
    ...{ directory: place(), time: new Date().toISOString(), run: runUrl(), deploysNothing },
    notices: deploysNothing ? [`Merging into ${plain(baseRef)} deploys nothing.`] : [],
  };
}

async function readMerge({ number, baseRef, merge, head }: Pull): Promise<Tree> {
  if (merge === undefined)
    throw new Error(
      `This pull request conflicts with ${baseRef}: there is no plan until the conflict is resolved. ` +
        `Merge ${baseRef} into the branch and push.`,
    );
  const tree = await readCommit(merge);
  if (tree.parents.at(-1) === head) return tree;
  await tree.close();
  throw new Error(`GitHub is still merging the newest commit of #${number}. Run this job again.`);
}

/** The folders that are deployed. A pull request that changes none of them needs no plan. */
const DEPLOYED = ['cluster', 'wp-content'];
const CODE = ['actions', '.github'];

async function planTree<T>(
  tree: Tree,
  main: Main,
  comment: PlanComment,
  make: () => Promise<T>,
): Promise<Made<T> | undefined> {
  const changed = await tree.changed();
  const at = place() === '.' ? '' : `${place()}/`;
  const touches = (folders: readonly string[], prefix = '') =>
    changed.some((path) => folders.some((folder) => path.startsWith(`${prefix}${folder}/`)));
  comment.isAt(tree.parents[0] ?? '', touches(CODE) ? [CODE_CHANGED] : []);
  if (!touches(DEPLOYED, at) && !touches(['actions'])) {
    print(NOTHING);
    await comment.nothing();
    return undefined;
  }
  await mustBeOurs(main, (await openDeclaration()).cluster);
  return { seen: await make(), comment };
}

const CODE_CHANGED =
  `This pull request changes ${code('actions/')} or ${code('.github/')}. The code on the default branch made this plan. After ` +
  'the merge, the new code plans again, and apply asks you to confirm anything dangerous that is not shown here.';

/** A new repository declares an example that was never built, so its first pull request may rename the cluster. */
async function mustBeOurs({ cluster, declaration }: Main, declared: string): Promise<void> {
  if (cluster === '?' || declared === cluster) return;
  const built = declaration === undefined || (await openCloud().observe(declaration)).droplets.length > 0;
  if (built) throw new Error(otherCluster(cluster, declared));
}

const otherCluster = (ours: string, theirs: string): string =>
  `This pull request declares the cluster ${theirs}, and the default branch declares ${ours}: there is no plan, and ` +
  `${theirs} was not observed. A cluster cannot be renamed; put "name: ${ours}" back, or declare ${theirs} in a repository of its own.`;

/** Without secrets, as for a pull request by Dependabot, only the declaration is checked. */
async function validate(pull: Pull): Promise<undefined> {
  const tree = await readMerge(pull);
  await validateOnly().finally(tree.close);
}
