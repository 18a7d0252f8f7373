import type { Actor } from '../actors.ts';
import type { Git } from './git.ts';

interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Actor;
}

/** Returns the commit's id. */
export function commit(git: Git, { tree, parents, message, author }: NewCommit): Promise<string> {
  const identity = ['-c', `user.name=${author.login}`, '-c', `user.email=${emailOf(author)}`];
  return git([...identity, 'commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], message);
}

/** The address that GitHub assigns to people who hide their own. */
const emailOf = ({ id, login }: Actor): string => `${id}+${login}@users.noreply.github.com`;

/** The merged tree; undefined if they conflict, which git reports by its exit status. */
export const mergedTree = (git: Git, base: string, head: string): Promise<string | undefined> =>
  git(['merge-tree', '--write-tree', base, head]).catch(() => undefined);

/** The tree of `onto` with the change of one commit applied; undefined if they conflict. */
export async function replayedTree(git: Git, onto: string, change: string, author: Actor) {
  // Git before 2.40 accepts no merge base, so create a commit with the tree of `onto` that has the right merge base.
  const [tree, parents, message] = [`${onto}^{tree}`, [`${change}^`], 'Replayed'];
  return mergedTree(git, await commit(git, { tree, parents, message, author }), change);
}

export const isAncestor = (git: Git, ancestor: string, commitId: string): Promise<boolean> =>
  git(['merge-base', '--is-ancestor', ancestor, commitId]).then(
    () => true,
    () => false,
  );

/** The tree of `parent` with one text file written. */
export async function treeWith(git: Git, parent: string, path: string, content: string): Promise<string> {
  const blob = await git(['hash-object', '-w', '--stdin'], content);
  return graft(git, `${parent}^{tree}`, path.split('/'), blob);
}

/** Rewrites one tree per level, from the file upwards, because a bare repository has no index. */
async function graft(
  git: Git,
  tree: string,
  [name = '', ...rest]: readonly string[],
  blob: string,
): Promise<string> {
  const listed = tree === '' ? '' : await git(['ls-tree', tree]);
  const others = listed.split('\n').filter((line) => line !== '' && line.split('\t')[1] !== name);
  const own = listed.split('\n').find((line) => line.split('\t')[1] === name);
  const below = own?.split(/\s/)[2] ?? '';
  const entry =
    rest.length === 0
      ? `100644 blob ${blob}\t${name}`
      : `040000 tree ${await graft(git, below, rest, blob)}\t${name}`;
  return git(['mktree'], `${[...others, entry].join('\n')}\n`);
}
