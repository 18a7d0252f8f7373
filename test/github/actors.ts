import { randomBytes } from 'node:crypto';
import type { Permissions } from './workflow/permissions.ts';

export interface Actor {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot';
}

/** Who acts when a job uses its GITHUB_TOKEN. */
export const ACTIONS_BOT: Actor = { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot' };

/** Who holds a token, and what it opens. */
export interface Caller {
  readonly actor: Actor;
  /** `all` for a person; a job's token opens what the workflow declares. */
  readonly permissions: Permissions | 'all';
}

/** What a job does starts no other workflow, or workflows could start each other for ever. */
export const isJob = ({ permissions }: Caller): boolean => permissions !== 'all';

/** The tokens that are valid now. */
export class Tokens {
  readonly #callers = new Map<string, Caller>();

  /** In the form of GitHub's, `ghp_` for a person and `ghs_` for a job. */
  issue(caller: Caller): string {
    const token = `${isJob(caller) ? 'ghs' : 'ghp'}_${randomBytes(18).toString('hex')}`;
    this.#callers.set(token, caller);
    return token;
  }

  find(token: string): Caller | undefined {
    return this.#callers.get(token);
  }

  /** A job's token ends with the job. */
  revoke(token: string): void {
    this.#callers.delete(token);
  }
}
