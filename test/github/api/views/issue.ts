import type { Hub } from '../../hub.ts';
import { type Comment, type Issue, isPull } from '../../issues.ts';
import { actorView, labelView, repositoryUrl, timestamp } from './common.ts';
import { pullPage } from './pull.ts';
import type { Answer } from './shape.ts';

type Seen = Pick<Hub, 'place' | 'owner'>;

export function issueView(hub: Seen, issue: Issue) {
  const { number, title, body, state, stateReason, author, labels, comments } = issue;
  const url = `${repositoryUrl(hub.place)}/issues/${number}`;
  return {
    ...{
      id: number,
      node_id: `I_${number}`,
      number,
      title,
      body,
      state,
      state_reason: stateReason,
      locked: issue.locked,
    },
    ...{ user: actorView(author), labels: labels.map(labelView), comments: comments.length, assignees: [] },
    ...{ created_at: timestamp(issue.createdAt), updated_at: timestamp(issue.updatedAt) },
    ...{
      closed_at: issue.closedAt && timestamp(issue.closedAt),
      milestone: null,
      url,
      html_url: page(hub, issue),
    },
    ...(isPull(issue)
      ? {
          pull_request: {
            url: `${repositoryUrl(hub.place)}/pulls/${number}`,
            html_url: pullPage(hub, number),
          },
        }
      : {}),
  } satisfies Answer<'issues', 'get'>;
}

const page = (hub: Seen, issue: Issue): string =>
  isPull(issue)
    ? pullPage(hub, issue.number)
    : `${hub.place.serverUrl}/${hub.place.repository}/issues/${issue.number}`;

export const commentView = (hub: Seen, issue: Issue, { id, body, author, createdAt, updatedAt }: Comment) =>
  ({
    ...{ id, node_id: `IC_${id}`, body, user: actorView(author), author_association: 'NONE' },
    ...{ created_at: timestamp(createdAt), updated_at: timestamp(updatedAt) },
    ...{
      url: `${repositoryUrl(hub.place)}/issues/comments/${id}`,
      html_url: `${page(hub, issue)}#issuecomment-${id}`,
    },
    issue_url: `${repositoryUrl(hub.place)}/issues/${issue.number}`,
  }) satisfies Answer<'issues', 'getComment'>;
