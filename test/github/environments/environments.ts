/** A person or team that may approve a waiting job. */
interface Reviewer {
  readonly type: 'User' | 'Team';
  readonly id: number;
}

/** A name or pattern for branches or tags. */
export interface Policy {
  readonly id: number;
  readonly name: string;
  readonly type: 'branch' | 'tag';
}

interface BranchPolicy {
  readonly protected_branches: boolean;
  readonly custom_branch_policies: boolean;
}

/** The settings in an update. Like on GitHub, settings that are omitted are removed. */
interface Protection {
  readonly waitTimer: number;
  readonly reviewers: readonly Reviewer[];
  readonly preventSelfReview: boolean;
  /** Null if every branch may deploy. */
  readonly branchPolicy: BranchPolicy | null;
}

export interface Environment extends Protection {
  readonly id: number;
  readonly name: string;
  readonly policies: readonly Policy[];
}

const OPEN: Protection = { waitTimer: 0, reviewers: [], preventSelfReview: false, branchPolicy: null };

/** The environments on a repository's settings page. */
export class Environments {
  readonly #byName = new Map<string, Environment>();
  #lastPolicyId = 0;

  list(): readonly Environment[] {
    return [...this.#byName.values()];
  }

  find(name: string): Environment | undefined {
    return this.#byName.get(name);
  }

  /** The environment that a job names. GitHub creates a missing one, without any protection. */
  named(name: string): Environment {
    return this.find(name) ?? this.protect(name, OPEN);
  }

  protect(name: string, protection: Protection): Environment {
    const { id = this.#byName.size + 1, policies = [] } = this.find(name) ?? {};
    const isCustom = protection.branchPolicy?.custom_branch_policies ?? false;
    return this.#keep({ id, name, policies: isCustom ? policies : [], ...protection });
  }

  addPolicy(environment: Environment, name: string, type: Policy['type']): Policy {
    const policy = { id: ++this.#lastPolicyId, name, type };
    this.#keep({ ...environment, policies: [...environment.policies, policy] });
    return policy;
  }

  removePolicy(environment: Environment, { id }: Policy): void {
    this.#keep({ ...environment, policies: environment.policies.filter((policy) => policy.id !== id) });
  }

  #keep(environment: Environment): Environment {
    this.#byName.set(environment.name, environment);
    return environment;
  }
}
