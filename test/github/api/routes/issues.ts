import { z } from 'zod';
import type { Hub } from '../../hub.ts';
import { type Issue, isPull, setState } from '../../issues.ts';
import { found, issuesDisabled, parse } from '../errors.ts';
import { page } from '../paging.ts';
import type { AddRoute } from '../route.ts';
import { labelView } from '../views/common.ts';
import { issueView } from '../views/issue.ts';

/** A title may also be a number. */
const title = z.union([z.string().min(1), z.number().transform(String)]);
const label = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);
const newIssue = z.object({ title, body: z.string().nullish(), labels: z.array(label).optional() });
const change = z.object({
  title: title.optional(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'reopened', 'duplicate']).nullish(),
  labels: z.array(label).optional(),
});

export function issueRoutes(add: AddRoute, hub: Hub): void {
  const issueOf = (number: string | undefined): Issue => {
    const issue = found(hub.issues.find(Number(number)));
    if (!hub.features.issues && !isPull(issue)) throw issuesDisabled();
    return issue;
  };

  add('POST', '/issues', ['issues:write'], ({ body, caller, reply }) => {
    if (!hub.features.issues) throw issuesDisabled();
    reply.code(201);
    return issueView(hub, hub.issues.add(caller.actor, parse(newIssue, body)));
  });
  add('GET', '/issues', ['issues:read'], (call) =>
    page(
      call,
      listed(hub.features.issues ? hub.issues.all() : hub.issues.pulls(), call.query).map((issue) =>
        issueView(hub, issue),
      ),
    ),
  );
  add('GET', '/issues/:number', ['issues:read', 'pull-requests:read'], ({ params }) =>
    issueView(hub, issueOf(params.number)),
  );
  add('PATCH', '/issues/:number', ['issues:write'], ({ params, body }) => {
    const issue = issueOf(params.number);
    update(issue, parse(change, body));
    return issueView(hub, issue);
  });
  add('POST', '/issues/:number/labels', ['issues:write', 'pull-requests:write'], ({ params, body }) => {
    const issue = issueOf(params.number);
    const { labels } = parse(
      z.object({ labels: z.array(label) }),
      Array.isArray(body) ? { labels: body } : body,
    );
    issue.labels = [...new Set([...issue.labels, ...labels])];
    return issue.labels.map(labelView);
  });
}

/** Like GitHub, it also lists pull requests. Newest first. */
function listed(issues: readonly Issue[], query: Readonly<Record<string, string>>): readonly Issue[] {
  const { state = 'open', labels = '', creator } = query;
  const wanted = labels.split(',').filter(Boolean);
  return issues
    .filter((issue) => state === 'all' || issue.state === state)
    .filter((issue) => wanted.every((name) => issue.labels.includes(name)))
    .filter((issue) => creator === undefined || issue.author.login === creator)
    .toReversed();
}

function update(issue: Issue, { title, body, state, state_reason, labels }: z.infer<typeof change>): void {
  if (title !== undefined) issue.title = title;
  if (body !== undefined) issue.body = body;
  if (labels !== undefined) issue.labels = labels;
  if (state !== undefined) setState(issue, state, state_reason ?? 'completed');
  issue.updatedAt = new Date();
}
