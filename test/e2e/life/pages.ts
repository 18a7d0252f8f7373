import { expect } from 'vitest';
import type { LocalGitHub } from '../../github/github.ts';

/** What people see on GitHub's pages. */
export interface Pages {
  comments(number: number): Promise<readonly CommentSeen[]>;
  /** The one comment there is on a pull request. */
  comment(number: number): Promise<CommentSeen>;
  /** The newest first, in any state. */
  pulls(): ReturnType<typeof pulls>;
  /** The issues about drift, as `pulls`. */
  driftIssues(): ReturnType<typeof driftIssues>;
}

interface CommentSeen {
  readonly id: number;
  readonly body: string;
  readonly author: string | undefined;
}

export function pagesOf(github: LocalGitHub): Pages {
  const comments = async (issue_number: number) => {
    const { data } = await github.octokit.rest.issues.listComments({ ...repositoryOf(github), issue_number });
    return data.map(({ id, body = '', user }) => ({ id, body, author: user?.login }));
  };
  return {
    comments,
    comment: async (number) => {
      const [only, ...others] = await comments(number);
      expect(others).toEqual([]);
      return only ?? expect.fail(`#${number} has no comment`);
    },
    pulls: () => pulls(github),
    driftIssues: () => driftIssues(github),
  };
}

export function repositoryOf({ repository }: LocalGitHub) {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo };
}

const pulls = async (github: LocalGitHub) =>
  (await github.octokit.rest.pulls.list({ ...repositoryOf(github), state: 'all' })).data;

const driftIssues = async (github: LocalGitHub) =>
  (await github.octokit.rest.issues.listForRepo({ ...repositoryOf(github), labels: 'drift', state: 'all' }))
    .data;
