import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { api, type Reply } from './gh.ts';

/** `certificates` has the same secrets as `production`, so a renewal at night waits for no reviewer. */
export const ENVIRONMENTS = ['production', 'certificates', 'plan'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

const REVIEWER = z.object({ type: z.string(), reviewer: z.object({ id: z.number() }) });
const ENVIRONMENT = z.object({
  can_admins_bypass: z.boolean().optional(),
  deployment_branch_policy: z.object({ custom_branch_policies: z.boolean() }).nullish(),
  protection_rules: z
    .array(
      z.object({
        type: z.string(),
        wait_timer: z.number().optional(),
        prevent_self_review: z.boolean().optional(),
        reviewers: z.array(REVIEWER).optional(),
      }),
    )
    .default([]),
});
type Environment = z.infer<typeof ENVIRONMENT>;

const POLICIES = z.object({
  branch_policies: z.array(z.object({ name: z.string(), type: z.string().optional() })),
});

/** GitHub offers no environments for this repository: it is private and on the plan Free. */
export class NoEnvironments extends Error {}

/**
 * Limits an environment to the default branch, so no other branch's workflow can read its secrets. Creates it if it is
 * missing. Reviewers and waiting times stay: GitHub drops the settings that a request omits, so all of them are sent back.
 */
export function limitEnvironment(name: EnvironmentName, branch: string): void {
  const before = readEnvironment(name);
  if (before?.deployment_branch_policy?.custom_branch_policies !== true) {
    expectSuccess(
      api('PUT', place(name), { ...protections(before), deployment_branch_policy: ONLY_NAMED }),
      name,
    );
    const [kept, after] = [protections(before), protections(readEnvironment(name))];
    if (!isDeepStrictEqual({ ...after, ...kept }, after))
      throw new Error(
        `GitHub did not keep the protections of ${name}. Look at Settings > Environments > ${name}.`,
      );
  }
  limitBranches(name, branch);
}

const ONLY_NAMED = { protected_branches: false, custom_branch_policies: true };

function limitBranches(name: EnvironmentName, branch: string): void {
  const path = `${place(name)}/deployment-branch-policies`;
  const { branch_policies: policies } = POLICIES.parse(
    expectSuccess(api('GET', `${path}?per_page=100`), name).body,
  );
  const isOurs = (policy: { name: string; type?: string }) =>
    policy.name === branch && (policy.type ?? 'branch') === 'branch';
  if (!policies.some(isOurs)) expectSuccess(api('POST', path, { name: branch, type: 'branch' }), name);
  const others = policies.filter((policy) => !isOurs(policy)).map((policy) => policy.name);
  if (others.length === 0) return;
  throw new Error(
    `${others.join(', ')} may use it too, so a workflow pushed there reads its secrets. No secret was stored in it. Remove them ` +
      `under Settings > Environments > ${name} > Deployment branches and tags, then run this again.`,
  );
}

const place = (name: string): string => `repos/{owner}/{repo}/environments/${name}`;

function readEnvironment(name: EnvironmentName): Environment | undefined {
  const reply = api('GET', place(name));
  return reply.status === 404 ? undefined : ENVIRONMENT.parse(expectSuccess(reply, name).body);
}

/** The protections that a person set up, in the form of the request that sets them. */
function protections(environment: Environment | undefined): object {
  if (environment === undefined) return {};
  const { protection_rules: rules, can_admins_bypass } = environment;
  const reviewed = rules.find(({ type }) => type === 'required_reviewers');
  return {
    wait_timer: rules.find(({ type }) => type === 'wait_timer')?.wait_timer ?? 0,
    prevent_self_review: reviewed?.prevent_self_review ?? false,
    reviewers: (reviewed?.reviewers ?? []).map(({ type, reviewer }) => ({ type, id: reviewer.id })),
    ...(can_admins_bypass === undefined ? {} : { can_admins_bypass }),
  };
}

function expectSuccess(reply: Reply, name: string): Reply {
  if (reply.status === 200) return reply;
  // GitHub answers with different statuses if the plan lacks environments.
  if ([403, 404, 422].includes(reply.status ?? 0)) throw new NoEnvironments(reply.why);
  throw new Error(
    `Cannot set up the environment ${name}: ${reply.why || 'gh gave no answer'}. Run this again.`,
  );
}
