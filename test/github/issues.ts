import type { Actor } from './actors.ts';

export interface Comment {
  readonly id: number;
  readonly author: Actor;
  body: string;
  readonly createdAt: Date;
  updatedAt: Date;
}

export interface PullEnd {
  /** `owner/name` of the branch's repository. */
  readonly repository: string;
  readonly branch: string;
  sha: string;
}

export interface Pull {
  readonly head: PullEnd;
  base: PullEnd;
  /** `merge_commit_sha`: the last trial merge without a conflict, and later the real merge. */
  mergeSha: string | undefined;
  /** Null until the first request. Only then does GitHub try a merge; until that finishes, it returns the previous values. */
  mergeable: boolean | null;
  merged?: {
    readonly at: Date;
    readonly by: Actor;
    /** The commits that it brought into its base. */
    readonly commits: readonly string[];
  };
}

/** An issue. Like on GitHub, a pull request is also an issue. */
export interface Issue {
  readonly number: number;
  readonly author: Actor;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  /** Only people with write permission can comment. */
  locked: boolean;
  stateReason: 'completed' | 'not_planned' | 'reopened' | 'duplicate' | null;
  labels: string[];
  readonly createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
  readonly comments: Comment[];
  readonly pull?: Pull;
}

export type PullRequest = Issue & { readonly pull: Pull };

interface NewIssue {
  readonly title: string;
  readonly body?: string | null;
  readonly labels?: readonly string[];
  readonly pull?: Pull;
}

/** Issues and pull requests, which share one sequence of numbers. */
export class Issues {
  readonly #issues: Issue[] = [];
  #lastCommentId = 0;

  add(author: Actor, { title, body = null, labels = [], pull }: NewIssue): Issue {
    const now = new Date();
    const issue: Issue = {
      ...{ number: this.#issues.length + 1, author, title, body, state: 'open', stateReason: null },
      locked: false,
      ...{ labels: [...labels], createdAt: now, updatedAt: now, closedAt: null, comments: [] },
      ...(pull ? { pull } : {}),
    };
    this.#issues.push(issue);
    return issue;
  }

  all(): readonly Issue[] {
    return this.#issues;
  }

  find(number: number): Issue | undefined {
    return this.#issues[number - 1];
  }

  pulls(): readonly PullRequest[] {
    return this.#issues.filter(isPull);
  }

  comment(issue: Issue, author: Actor, body: string): Comment {
    const now = new Date();
    const comment = { id: ++this.#lastCommentId, author, body, createdAt: now, updatedAt: now };
    issue.comments.push(comment);
    issue.updatedAt = now;
    return comment;
  }

  /** A comment by its id, which is unique in the repository, and the issue that it belongs to. */
  findComment(id: number): { readonly issue: Issue; readonly comment: Comment } | undefined {
    for (const issue of this.#issues) {
      const comment = issue.comments.find((each) => each.id === id);
      if (comment) return { issue, comment };
    }
    return undefined;
  }
}

export const isPull = (issue: Issue): issue is PullRequest => issue.pull !== undefined;

/** `login:branch` */
export const labelOf = ({ repository, branch }: PullEnd): string => `${repository.split('/')[0]}:${branch}`;

export function setState(issue: Issue, state: Issue['state'], reason: Issue['stateReason']): void {
  if (issue.state === state) return;
  issue.state = state;
  issue.stateReason = state === 'open' ? 'reopened' : reason;
  issue.updatedAt = new Date();
  issue.closedAt = state === 'closed' ? issue.updatedAt : null;
}
