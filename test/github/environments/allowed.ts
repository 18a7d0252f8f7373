import type { Environment, Policy } from './environments.ts';

/** Why a run of this GITHUB_REF may not use the environment; undefined when it may. */
export function refusal(environment: Environment, ref: string): string | undefined {
  const { branchPolicy, policies, name } = environment;
  // The repository has no protected branch, and where there is none all branches count as protected.
  if (!branchPolicy?.custom_branch_policies) return undefined;
  const { type, name: subject } = subjectOf(ref);
  if (policies.some((policy) => policy.type === type && matches(policy, subject))) return undefined;
  const word = type === 'tag' ? 'Tag' : 'Branch';
  return `${word} "${subject}" is not allowed to deploy to ${name} due to environment protection rules.`;
}

/** Branches and tags by their short names; a pull request's `refs/pull/7/merge` counts as a branch of that name. */
function subjectOf(ref: string): Pick<Policy, 'name' | 'type'> {
  const [, kind = '', name = ref] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  return { type: kind === 'tags' ? 'tag' : 'branch', name };
}

/** As Ruby's `File.fnmatch`: `*` and `?` stop at a slash. */
const matches = ({ name }: Policy, subject: string): boolean =>
  new RegExp(
    `^${name
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '[^/]*')
      .replace(/\?/g, '[^/]')}$`,
  ).test(subject);
