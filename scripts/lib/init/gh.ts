import { spawnSync } from 'node:child_process';
import * as z from 'zod';

/** GitHub's answer, or the reason why it is missing. */
export interface Reply {
  /** HTTP status; 200 for any success, undefined when no answer came. */
  readonly status: number | undefined;
  readonly body: unknown;
  /** gh's message for a failure. */
  readonly why: string;
}

/** gh's exit status when it has no account to ask with. */
const NO_ACCOUNT = 4;

/** GitHub cannot be asked: gh is not installed or not logged in, or there is no repository yet. */
export class NoGitHub extends Error {}

/** One request. The body goes through standard input, so no secret is an argument. */
export function api(method: string, path: string, body?: object): Reply {
  const words = ['api', '--method', method, path, ...(body ? ['--input', '-'] : [])];
  const { stdout, why, code } = gh(words, body && JSON.stringify(body));
  if (code === 0) return { status: 200, body: parsed(stdout), why: '' };
  return { status: statusIn(why), body: parsed(stdout), why: messageIn(stdout, why) };
}

/** Runs gh. @throws NoGitHub */
export function gh(words: readonly string[], input?: string) {
  const { stdout, stderr, status, error } = spawnSync('gh', words, { input: input ?? '', encoding: 'utf8' });
  if (error) throw new NoGitHub('gh, the GitHub CLI, is not installed: https://cli.github.com');
  const why = stderr.trim();
  if (status === NO_ACCOUNT || /gh auth login|not logged in/i.test(why))
    throw new NoGitHub('gh is not logged in: run `gh auth login`');
  if (/no git remotes|none of the git remotes|not a git repository/i.test(why))
    throw new NoGitHub('this checkout has no remote at GitHub: create the repository and push to it');
  return { stdout, why, code: status };
}

const statusIn = (why: string): number | undefined => {
  const [, status] = /\(HTTP (\d+)\)/.exec(why) ?? [];
  return status === undefined ? undefined : Number(status);
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const MESSAGE = z.object({ message: z.string() });

const messageIn = (stdout: string, why: string): string => {
  const said = MESSAGE.safeParse(parsed(stdout)).data?.message;
  return said === undefined || why.includes(said) ? why : `${why}: ${said}`;
};
