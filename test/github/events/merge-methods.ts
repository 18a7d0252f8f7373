import type { Actor } from '../actors.ts';
import type { PullRequest } from '../issues.ts';
import { commit, mergedTree, replayedTree } from '../repository/commits.ts';
import { type Git, linesOf } from '../repository/git.ts';

export type Method = 'merge' | 'squash' | 'rebase';

export interface Wording {
  readonly title?: string;
  readonly message?: string;
}

/** The commit on top of `onto` with the changes of a pull request; undefined if they conflict. */
type Merger = (
  git: Git,
  issue: PullRequest,
  onto: string,
  author: Actor,
  wording: Wording,
) => Promise<string | undefined>;

export const MERGERS: Readonly<Record<Method, Merger>> = {
  async merge(git, { number, title, pull: { head } }, onto, author, wording) {
    const tree = await mergedTree(git, onto, head.sha);
    const from = `${head.repository.split('/')[0]}/${head.branch}`;
    const message = `${wording.title ?? `Merge pull request #${number} from ${from}`}\n\n${wording.message ?? title}`;
    return tree && commit(git, { tree, parents: [onto, head.sha], message, author });
  },

  async squash(git, { number, title, pull: { head } }, onto, author, wording) {
    const tree = await mergedTree(git, onto, head.sha);
    const message = `${wording.title ?? `${title} (#${number})`}\n\n${wording.message ?? ''}`;
    return tree && commit(git, { tree, parents: [onto], message, author });
  },

  /** Always creates new commits, even if a fast-forward is possible. */
  async rebase(git, { pull: { head } }, onto, author) {
    let tip: string | undefined = onto;
    const range = ['rev-list', '--reverse', '--no-merges', `${onto}..${head.sha}`];
    for (const each of linesOf(await git(range))) {
      const tree: string | undefined = tip && (await replayedTree(git, tip, each, author));
      const message = await git(['show', '-s', '--format=%B', each]);
      tip = tree && tip && (await commit(git, { tree, parents: [tip], message, author }));
    }
    return tip;
  },
};
