import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gitIn } from './git.ts';

interface CommitOptions {
  /** If it is new, it is created from the checked-out commit. */
  readonly branch: string;
  readonly message?: string;
}

const PERSON = ['user.name=A person', 'user.email=person@example.com', 'commit.gpgSign=false'].flatMap(
  (setting) => ['-c', setting],
);

/** In a person's clone: writes files (null deletes one), commits and pushes. Returns the commit's id. */
export async function commitFiles(
  clone: string,
  files: Readonly<Record<string, string | null>>,
  { branch, message = 'A change' }: CommitOptions,
): Promise<string> {
  const git = gitIn(clone);
  await git(['switch', '--quiet', branch]).catch(() => git(['switch', '--quiet', '--create', branch]));
  for (const [path, content] of Object.entries(files)) {
    const full = join(clone, path);
    await mkdir(dirname(full), { recursive: true });
    await (content === null ? rm(full) : writeFile(full, content));
  }
  await commitAll(clone, message);
  await git(['push', '--quiet', '--set-upstream', 'origin', branch]);
  return git(['rev-parse', 'HEAD']);
}

/** Commits everything in a clone, independent of the user's own git configuration. */
export async function commitAll(clone: string, message: string): Promise<void> {
  const git = gitIn(clone);
  await git(['add', '--all']);
  await git([...PERSON, 'commit', '--quiet', '--allow-empty', '--message', message]);
}
