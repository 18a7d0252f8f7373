import { z } from 'zod';
import type { Policy } from '../../environments/environments.ts';
import type { Hub } from '../../hub.ts';
import { found, notFound, parse } from '../errors.ts';
import { page } from '../paging.ts';
import type { AddRoute } from '../route.ts';
import type { Answer } from '../views/shape.ts';
import { environmentOf } from './environments.ts';

const PATH = '/environments/:environment/deployment-branch-policies';
const newPolicy = z.object({ name: z.string().min(1), type: z.enum(['branch', 'tag']).default('branch') });

/** The branch and tag names that may deploy to an environment with `custom_branch_policies`. */
export function branchPolicyRoutes(add: AddRoute, hub: Hub): void {
  add('GET', PATH, ['actions:read'], (call) => {
    const { policies } = environmentOf(hub, call.params.environment);
    return { total_count: policies.length, branch_policies: page(call, policies).map(policyView) };
  });
  add('POST', PATH, ['administration:write'], ({ params, body, reply }) => {
    const environment = environmentOf(hub, params.environment);
    if (!environment.branchPolicy?.custom_branch_policies) throw notFound();
    const { name, type } = parse(newPolicy, body);
    const twin = environment.policies.find((each) => each.name === name && each.type === type);
    if (twin) reply.code(303);
    return policyView(twin ?? hub.environments.addPolicy(environment, name, type));
  });
  add('DELETE', `${PATH}/:policy`, ['administration:write'], ({ params, reply }) => {
    const environment = environmentOf(hub, params.environment);
    const policy = found(environment.policies.find(({ id }) => id === Number(params.policy)));
    hub.environments.removePolicy(environment, policy);
    reply.code(204);
  });
}

const policyView = ({ id, name, type }: Policy) =>
  ({ id, node_id: `DBP_${id}`, name, type }) satisfies Answer<'repos', 'getDeploymentBranchPolicy'>;
