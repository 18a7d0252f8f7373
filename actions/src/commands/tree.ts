import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { fetchTree, type Tree } from '../github/tree.ts';
import { directory, readFrom, requiredSecret } from './inputs.ts';

const TIMEOUT_MS = 120_000;

/** Fetches a commit of this repository, and has everything from here on read it instead of the checkout. */
export async function readCommit(commit: string): Promise<Tree> {
  const { GITHUB_SERVER_URL = 'https://github.com', GITHUB_REPOSITORY = '' } = process.env;
  const token = requiredSecret('github-token', 'GITHUB_TOKEN');
  const url = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;
  const tree = await fetchTree({ url, token, commit, timeoutMs: TIMEOUT_MS });
  readFrom(tree.root);
  await mustStayInside(tree.root);
  return tree;
}

/** A folder on the way to the directory may be a link. */
async function mustStayInside(root: string): Promise<void> {
  const [real, top] = await Promise.all([realpath(directory()).catch(() => root), realpath(root)]);
  if (real === top || real.startsWith(top + sep) || real === root) return;
  throw new Error(
    'The directory that holds cluster/ is a link that leads out of the repository. Commit the directory itself.',
  );
}
