import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gitIn } from './git.ts';

export interface CommitOptions {
  /** Made from what is checked out when it is new. */
  readonly branch: string;
  readonly message?: string;
}

const PERSON = ['-c', 'user.name=A person', '-c', 'user.email=person@example.com'];

/** In a person's clone: writes files (null takes one away), commits and pushes. Resolves to the commit's id. */
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
  await git(['add', '--all']);
  await git([...PERSON, 'commit', '--quiet', '--allow-empty', '--message', message]);
  await git(['push', '--quiet', '--set-upstream', 'origin', branch]);
  return git(['rev-parse', 'HEAD']);
}
