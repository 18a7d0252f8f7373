import { ENVIRONMENTS } from './environments.ts';
import { CLUSTER_SECRET, PLAN_KEY } from './local-secrets.ts';

const limit = (name: string): string[] => [
  `gh api --method PUT 'repos/{owner}/{repo}/environments/${name}' -F 'deployment_branch_policy[protected_branches]=false' -F 'deployment_branch_policy[custom_branch_policies]=true'`,
  `gh api --method POST 'repos/{owner}/{repo}/environments/${name}/deployment-branch-policies' -f name=main`,
];

/** The commands for a person without gh on this machine. They overwrite existing secrets, so running init is better. */
export const BY_HAND: readonly string[] = [
  ...ENVIRONMENTS.flatMap(limit),
  "gh api --method PUT 'repos/{owner}/{repo}/actions/permissions/workflow' -F can_approve_pull_request_reviews=true",
  ...['production', 'certificates'].flatMap((name) => [
    `gh secret set CLUSTER_SECRET --env ${name} < ${CLUSTER_SECRET}`,
    `printenv DIGITALOCEAN_TOKEN | gh secret set DIGITALOCEAN_TOKEN --env ${name}`,
  ]),
  'printenv MAIL_PASSWORD | gh secret set MAIL_PASSWORD --env production',
  `gh secret set PLAN_SSH_KEY --env plan < ${PLAN_KEY}`,
  'printenv DIGITALOCEAN_READ_TOKEN | gh secret set DIGITALOCEAN_TOKEN --env plan',
];
