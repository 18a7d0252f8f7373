import { command } from '../../cloud/ground/command.ts';

/** Runs git in one repository and resolves to its output without the last line's end. @throws with what git said. */
export type Git = (args: readonly string[], input?: string) => Promise<string>;

export const gitIn =
  (directory: string): Git =>
  async (args, input) =>
    (await command('git', ['-C', directory, ...args], input)).replace(/\n$/, '');

/** As `git`, of something that may not be there. */
export const gitOr =
  (git: Git) =>
  (args: readonly string[]): Promise<string | undefined> =>
    git(args).catch(() => undefined);

/** A commit's id; undefined when there is no such branch, tag or commit. */
export const shaOf = (git: Git, revision: string): Promise<string | undefined> =>
  gitOr(git)(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);

export const linesOf = (text: string): readonly string[] => text.split('\n').filter(Boolean);
