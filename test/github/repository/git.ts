import { command } from '../../cloud/runtime/command.ts';

/** Runs git in one repository. Returns its output without the last line ending. @throws with git's error output. */
export type Git = (args: readonly string[], input?: string) => Promise<string>;

export const gitIn =
  (directory: string): Git =>
  async (args, input) =>
    (await command('git', ['-C', directory, ...args], input)).replace(/\n$/, '');

/** Like `git`, for something that may not exist. */
export const gitOr =
  (git: Git) =>
  (args: readonly string[]): Promise<string | undefined> =>
    git(args).catch(() => undefined);

/** The id of a commit; undefined if there is no such branch, tag or commit. */
export const shaOf = (git: Git, revision: string): Promise<string | undefined> =>
  gitOr(git)(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);

export const linesOf = (text: string): readonly string[] => text.split('\n').filter(Boolean);
