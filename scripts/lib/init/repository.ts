import * as z from 'zod';
import { api, NoGitHub } from './gh.ts';

const REPOSITORY = z.object({
  full_name: z.string(),
  default_branch: z.string(),
  private: z.boolean(),
  fork: z.boolean().default(false),
  permissions: z.object({ admin: z.boolean() }).optional(),
});

/** The repository of this checkout, as gh sees it. */
export interface Repository {
  readonly name: string;
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
  readonly isFork: boolean;
}

/** The repository, or the reason why it is missing. Throws if that is unknown, so init never acts on a guess. */
export function readRepository(): Repository | NoGitHub {
  try {
    return read();
  } catch (error) {
    if (error instanceof NoGitHub) return error;
    throw error;
  }
}

function read(): Repository {
  const { status, body, why } = api('GET', 'repos/{owner}/{repo}');
  const { data } = REPOSITORY.safeParse(body);
  if (status !== 200 || data === undefined) throw new Error(unreadable(status, why));
  if (data.permissions?.admin === false) throw new Error(noAdmin(data.full_name));
  return {
    name: data.full_name,
    defaultBranch: data.default_branch,
    isPrivate: data.private,
    isFork: data.fork,
  };
}

function unreadable(status: number | undefined, why: string): string {
  const remedy =
    status === 401 || status === 403 || status === 404
      ? 'Log in with an account that administers the repository: `gh auth login`, with the scope `repo`. If gh takes another repository for this one, run `gh repo set-default`.'
      : 'Check the network and https://www.githubstatus.com, then run this again.';
  return `Cannot read this repository at GitHub: ${why || 'gh gave no answer'}. So it is not known which secrets it has, and nothing was changed. ${remedy}`;
}

const noAdmin = (name: string): string =>
  `You may not administer ${name}, so GitHub does not show you its environments and secrets. Nothing was changed. Ask an ` +
  'administrator to run this, or to make you one. If gh takes another repository for this one, run `gh repo set-default`.';

/** What is unusual about it, and what to do. */
export function notesOn({ name, defaultBranch, isFork }: Repository): string[] {
  return [
    ...(isFork
      ? [
          `${name} is a fork: GitHub runs no workflow in it until you allow it in its tab Actions, and schedules only after that.`,
        ]
      : []),
    ...(defaultBranch === 'main'
      ? []
      : [
          `The default branch is ${defaultBranch}, but the workflows deploy main: rename it with \`gh api --method POST 'repos/{owner}/{repo}/branches/${defaultBranch}/rename' -f new_name=main\`, then run this again.`,
        ]),
  ];
}
