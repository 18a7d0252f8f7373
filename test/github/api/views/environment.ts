import type { Environment } from '../../environments/environments.ts';
import type { Hub } from '../../hub.ts';
import { actorView, repositoryUrl } from './common.ts';
import type { Answer } from './shape.ts';

export function environmentView(hub: Pick<Hub, 'place' | 'owner'>, environment: Environment) {
  const { id, name, branchPolicy } = environment;
  return {
    ...{ id, node_id: `EN_${id}`, name, url: `${repositoryUrl(hub.place)}/environments/${name}` },
    html_url: `${hub.place.serverUrl}/${hub.place.repository}/deployments/activity_log?environments_filter=${name}`,
    protection_rules: [
      ...timerRule(environment),
      ...reviewRule(hub, environment),
      ...branchRule(environment),
    ],
    deployment_branch_policy: branchPolicy,
  } satisfies Answer<'repos', 'getEnvironment'>;
}

const ruleOf = (id: number) => ({ id, node_id: `GA_${id}` });

const timerRule = ({ id, waitTimer }: Environment) =>
  waitTimer === 0 ? [] : [{ ...ruleOf(id * 10), type: 'wait_timer', wait_timer: waitTimer }];

const branchRule = ({ id, branchPolicy }: Environment) =>
  branchPolicy === null ? [] : [{ ...ruleOf(id * 10 + 1), type: 'branch_policy' }];

function reviewRule({ owner }: Pick<Hub, 'owner'>, { id, reviewers, preventSelfReview }: Environment) {
  if (reviewers.length === 0) return [];
  const seen = reviewers.map(({ type, id: reviewer }) => ({
    ...{ type, reviewer: reviewer === owner.id ? actorView(owner) : { id: reviewer } },
  }));
  const rule = { type: 'required_reviewers', prevent_self_review: preventSelfReview, reviewers: seen };
  return [{ ...ruleOf(id * 10 + 2), ...rule }];
}
