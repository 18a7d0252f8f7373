import { z } from 'zod';
import type { Environment } from '../../environments/environments.ts';
import type { Hub } from '../../hub.ts';
import { found, parse, unprocessable } from '../errors.ts';
import { page } from '../paging.ts';
import type { AddRoute } from '../route.ts';
import { environmentView } from '../views/environment.ts';

const protection = z.object({
  wait_timer: z.number().int().min(0).max(43_200).default(0),
  prevent_self_review: z.boolean().default(false),
  reviewers: z
    .array(z.object({ type: z.enum(['User', 'Team']), id: z.number() }))
    .max(6)
    .nullish(),
  deployment_branch_policy: z
    .object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() })
    .nullish(),
});

export function environmentRoutes(add: AddRoute, hub: Hub): void {
  const { environments } = hub;

  add('GET', '/environments', ['actions:read'], (call) => ({
    total_count: environments.list().length,
    environments: page(call, environments.list()).map((each) => environmentView(hub, each)),
  }));
  add('GET', '/environments/:environment', ['actions:read'], ({ params }) =>
    environmentView(hub, environmentOf(hub, params.environment)),
  );
  add('PUT', '/environments/:environment', ['administration:write'], ({ params, body }) => {
    const given = parse(protection, body);
    const branchPolicy = given.deployment_branch_policy ?? null;
    if (branchPolicy && branchPolicy.protected_branches === branchPolicy.custom_branch_policies)
      throw unprocessable('protected_branches and custom_branch_policies cannot have the same value');
    const others = { waitTimer: given.wait_timer, preventSelfReview: given.prevent_self_review };
    const reviewers = given.reviewers ?? [];
    return environmentView(
      hub,
      environments.protect(params.environment ?? '', { ...others, reviewers, branchPolicy }),
    );
  });
}

export const environmentOf = ({ environments }: Hub, name: string | undefined): Environment =>
  found(environments.find(name ?? ''));
