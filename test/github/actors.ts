import { randomBytes } from 'node:crypto';
import type { Permissions } from './workflow/permissions.ts';

export interface Actor {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot';
}

/** The account that acts when a job uses its GITHUB_TOKEN. */
export const ACTIONS_BOT: Actor = { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot' };

/** The owner of a token, and its permissions. */
export interface Caller {
  readonly actor: Actor;
  /** `all` for a person; a job's token has the permissions that the workflow declares. */
  readonly permissions: Permissions | 'all';
}

/** Actions of a job start no other workflow. Otherwise workflows could start each other endlessly. */
export const isJob = ({ permissions }: Caller): boolean => permissions !== 'all';

/** The valid tokens. */
export class Tokens {
  readonly #callers = new Map<string, Caller>();

  /** Like GitHub's, it starts with `ghp_` for a person and `ghs_` for a job. */
  issue(caller: Caller): string {
    const token = `${isJob(caller) ? 'ghs' : 'ghp'}_${randomBytes(18).toString('hex')}`;
    this.#callers.set(token, caller);
    return token;
  }

  find(token: string): Caller | undefined {
    return this.#callers.get(token);
  }

  /** A job's token expires with the job. */
  revoke(token: string): void {
    this.#callers.delete(token);
  }
}
