import type { Hub } from '../../hub.ts';
import type { PullEnd, PullRequest } from '../../issues.ts';
import { actorView, labelView, repositoryUrl, repositoryView, timestamp } from './common.ts';
import type { Answer } from './shape.ts';

type Seen = Pick<Hub, 'place' | 'owner'>;

export function pullView(hub: Seen, issue: PullRequest) {
  const { number, title, body, state, author, pull, comments } = issue;
  const isMerged = pull.merged !== undefined;
  return {
    ...{ id: number, node_id: `PR_${number}`, number, title, body, state, locked: false, draft: false },
    ...{ user: actorView(author), labels: issue.labels.map(labelView), comments: comments.length },
    ...{ head: endView(hub, pull.head), base: endView(hub, pull.base), auto_merge: null },
    ...{ created_at: timestamp(issue.createdAt), updated_at: timestamp(issue.updatedAt) },
    closed_at: issue.closedAt && timestamp(issue.closedAt),
    ...{ merged: isMerged, merged_at: pull.merged ? timestamp(pull.merged.at) : null },
    ...{ merged_by: pull.merged ? actorView(pull.merged.by) : null, merge_commit_sha: pull.mergeSha ?? null },
    ...{
      mergeable: isMerged ? null : pull.mergeSha !== undefined,
      mergeable_state: pull.mergeSha ? 'clean' : 'dirty',
    },
    ...{ url: `${repositoryUrl(hub.place)}/pulls/${number}`, html_url: pullPage(hub, number) },
  } satisfies Answer<'pulls', 'get'>;
}

/** Where a person reads it. */
export const pullPage = ({ place }: Seen, number: number): string =>
  `${place.serverUrl}/${place.repository}/pull/${number}`;

function endView(hub: Seen, { repository, branch, sha }: PullEnd) {
  const repo = repositoryView(hub, repository);
  return { label: `${repo.owner.login}:${branch}`, ref: branch, sha, user: repo.owner, repo };
}
