import type { Hub } from '../../hub.ts';
import type { PullEnd, PullRequest } from '../../issues.ts';
import { actorView, labelView, repositoryUrl, repositoryView, timestamp } from './common.ts';
import type { Answer } from './shape.ts';

type Seen = Pick<Hub, 'place' | 'owner'>;

export function pullView(hub: Seen, issue: PullRequest) {
  const { pull, comments } = issue;
  const mergeable = pull.merged ? null : pull.mergeable;
  return {
    ...pullInList(hub, issue),
    ...{ merged: pull.merged !== undefined, merged_by: pull.merged ? actorView(pull.merged.by) : null },
    ...{ mergeable, mergeable_state: MERGEABLE_STATE[`${mergeable}`], comments: comments.length },
  } satisfies Answer<'pulls', 'get'>;
}

const MERGEABLE_STATE = { null: 'unknown', true: 'clean', false: 'dirty' } as const;

/** Lists omit what GitHub computes for a single pull request, such as `merged` and `mergeable`. */
export function pullInList(hub: Seen, issue: PullRequest) {
  const { number, title, body, state, author, pull } = issue;
  return {
    ...{
      id: number,
      node_id: `PR_${number}`,
      number,
      title,
      body,
      state,
      locked: issue.locked,
      draft: false,
    },
    ...{ user: actorView(author), labels: issue.labels.map(labelView) },
    ...{ head: endView(hub, pull.head), base: endView(hub, pull.base), auto_merge: null },
    ...{ created_at: timestamp(issue.createdAt), updated_at: timestamp(issue.updatedAt) },
    closed_at: issue.closedAt && timestamp(issue.closedAt),
    ...{ merged_at: pull.merged ? timestamp(pull.merged.at) : null, merge_commit_sha: pull.mergeSha ?? null },
    ...{ url: `${repositoryUrl(hub.place)}/pulls/${number}`, html_url: pullPage(hub, number) },
  } satisfies Answer<'pulls', 'list'>[number];
}

/** The URL for people. */
export const pullPage = ({ place }: Seen, number: number): string =>
  `${place.serverUrl}/${place.repository}/pull/${number}`;

function endView(hub: Seen, { repository, branch, sha }: PullEnd) {
  const repo = repositoryView(hub, repository);
  return { label: `${repo.owner.login}:${branch}`, ref: branch, sha, user: repo.owner, repo };
}
