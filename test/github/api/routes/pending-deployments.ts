import { z } from 'zod';
import type { Hub } from '../../hub.ts';
import type { Run } from '../../runs.ts';
import { forbidden, found, parse, unprocessable } from '../errors.ts';
import type { AddRoute } from '../route.ts';

const PATH = '/actions/runs/:id/pending_deployments';
const review = z.object({
  environment_ids: z.array(z.number()),
  state: z.enum(['approved', 'rejected']),
  comment: z.string(),
});

/** The jobs of a run that wait for a reviewer, and the review itself. */
export function pendingDeploymentRoutes(add: AddRoute, hub: Hub): void {
  const runOf = (id: string | undefined): Run => found(hub.runs.list({ id: Number(id) })[0]);

  add('GET', PATH, ['actions:read'], ({ params, caller }) =>
    hub.reviews.of(runOf(params.id)).map(({ environment: { id, name, reviewers } }) => ({
      environment: { id, name },
      current_user_can_approve: reviewers.some((each) => each.id === caller.actor.id),
    })),
  );
  add('POST', PATH, ['deployments:write'], ({ params, body, caller }) => {
    const { environment_ids, state } = parse(review, body);
    const asked = hub.reviews
      .of(runOf(params.id))
      .filter((each) => environment_ids.includes(each.environment.id));
    if (asked.length === 0)
      throw unprocessable('There are no pending deployment requests to approve or reject.');
    if (!asked.every(({ environment }) => environment.reviewers.some(({ id }) => id === caller.actor.id)))
      throw forbidden('User is not an approved reviewer for this environment.');
    for (const each of asked) hub.reviews.decide(each, state === 'approved');
    return [];
  });
}
