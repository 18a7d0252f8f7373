import type { Environment, Policy } from './environments.ts';

/** Why a run with this GITHUB_REF may not use the environment; undefined if it may. */
export function refusal(environment: Environment, ref: string): string | undefined {
  const { branchPolicy, policies, name } = environment;
  // If a repository has no protected branch, like this one, all branches count as protected.
  if (!branchPolicy?.custom_branch_policies) return undefined;
  const { type, name: subject } = subjectOf(ref);
  if (policies.some((policy) => policy.type === type && matches(policy, subject))) return undefined;
  const word = type === 'tag' ? 'Tag' : 'Branch';
  return `${word} "${subject}" is not allowed to deploy to ${name} due to environment protection rules.`;
}

/** The short name of a branch or tag. A pull request's `refs/pull/7/merge` counts as a branch with that name. */
function subjectOf(ref: string): Pick<Policy, 'name' | 'type'> {
  const [, kind = '', name = ref] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  return { type: kind === 'tags' ? 'tag' : 'branch', name };
}

/** Like Ruby's `File.fnmatch`: `*` and `?` stop at a slash. */
const matches = ({ name }: Policy, subject: string): boolean =>
  new RegExp(
    `^${name
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '[^/]*')
      .replace(/\?/g, '[^/]')}$`,
  ).test(subject);
