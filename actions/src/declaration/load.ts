import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from './problem.ts';
import { type Reading, readDeclaration } from './read.ts';
import { fileProblem, isSnippet, isYaml, LARGEST_FILE, tooLarge } from './rules/files.ts';

const FOLDER = 'cluster';

/** Reads `cluster/` of a repository. It follows no symbolic link and reports each as a problem. */
export const loadDeclaration = async (repositoryRoot: string): Promise<Reading> => {
  const files = new Map<string, string>();
  const unread: Problem[] = [];
  for (const path of await filesOf(repositoryRoot, FOLDER)) {
    const content = await readText(repositoryRoot, path);
    if (typeof content === 'string') files.set(path, content);
    else unread.push(content);
  }
  return readDeclaration(files, unread);
};

/** YAML files at any depth, snippets, and links that could hide some. Empty if the folder is missing. */
const filesOf = async (root: string, folder: string): Promise<string[]> => {
  const found = await lstat(join(root, folder)).catch(() => undefined);
  if (found?.isSymbolicLink()) return [folder];
  if (!found?.isDirectory()) return [];
  const names = await readdir(join(root, folder), { withFileTypes: true });
  const nested = names.map((entry) => {
    const path = `${folder}/${entry.name}`;
    if (isYaml(path) || isSnippet(path)) return [path];
    return entry.isDirectory() || entry.isSymbolicLink() ? filesOf(root, path) : [];
  });
  return (await Promise.all(nested)).flat();
};

const readText = async (root: string, path: string): Promise<string | Problem> => {
  const found = await lstat(join(root, path));
  // A link may point outside the repository, and a pipe would block the run forever.
  if (!found.isFile())
    return fileProblem(path, 'this is a link, or not a regular file', 'commit the file itself');
  const handle = await open(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return decode(path, await readAtMost(handle, LARGEST_FILE + 1));
  } finally {
    await handle.close();
  }
};

const readAtMost = async (handle: FileHandle, bytes: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
  return buffer.subarray(0, bytesRead);
};

const decode = (path: string, bytes: Buffer): string | Problem => {
  if (bytes.length > LARGEST_FILE) return tooLarge(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fileProblem(path, 'the file is not UTF-8', 'save it as UTF-8 text');
  }
};
