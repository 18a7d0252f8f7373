import { z } from 'zod';
import { isJob } from '../../actors.ts';
import type { Hub } from '../../hub.ts';
import { isPull } from '../../issues.ts';
import { forbidden, found, issuesDisabled, parse, unprocessable } from '../errors.ts';
import { demand, type Need } from '../gate.ts';
import { page } from '../paging.ts';
import type { AddRoute, Call } from '../route.ts';
import { commentView } from '../views/issue.ts';

const text = z.object({ body: z.string().min(1) });
/** In characters. GitHub refuses longer bodies. */
const BODY_LIMIT = 65_536;

/** Comments on issues and in the conversations of pull requests. */
export function commentRoutes(add: AddRoute, hub: Hub): void {
  const issueOf = ({ params, caller }: Call, access: 'read' | 'write') => {
    const issue = found(hub.issues.find(Number(params.number)));
    demand(caller, ...needsFor(isPull(issue), access));
    if (!hub.features.issues && !isPull(issue)) throw issuesDisabled();
    return issue;
  };

  add('GET', '/issues/:number/comments', [], (call) => {
    const issue = issueOf(call, 'read');
    return page(
      call,
      issue.comments.map((comment) => commentView(hub, issue, comment)),
    );
  });
  add('POST', '/issues/:number/comments', [], (call) => {
    const issue = issueOf(call, 'write');
    if (issue.locked && isJob(call.caller))
      throw forbidden('Unable to create comment because issue is locked.');
    const comment = hub.issues.comment(issue, call.caller.actor, bodyOf(call.body));
    call.reply.code(201);
    return commentView(hub, issue, comment);
  });
  add('GET', '/issues/comments/:id', ['issues:read', 'pull-requests:read'], ({ params }) => {
    const { issue, comment } = found(hub.issues.findComment(Number(params.id)));
    return commentView(hub, issue, comment);
  });
  add('PATCH', '/issues/comments/:id', [], ({ params, body, caller }) => {
    const { issue, comment } = found(hub.issues.findComment(Number(params.id)));
    demand(caller, ...needsFor(isPull(issue), 'write'));
    Object.assign(comment, { body: bodyOf(body), updatedAt: new Date() });
    return commentView(hub, issue, comment);
  });
}

const needsFor = (isOfPull: boolean, access: 'read' | 'write'): readonly Need[] =>
  isOfPull ? [`issues:${access}`, `pull-requests:${access}`] : [`issues:${access}`];

function bodyOf(given: unknown): string {
  const { body } = parse(text, given);
  if (body.length > BODY_LIMIT) throw unprocessable('Body is too long (maximum is 65536 characters)');
  return body;
}
