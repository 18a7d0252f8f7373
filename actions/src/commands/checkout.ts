import { realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { fetchTree, type Tree } from '../github/tree.ts';
import { textOf } from './inputs.ts';
import { requiredSecret } from './secrets.ts';

const TIMEOUT_MS = 120_000;

let fetched: string | undefined;

const checkout = (): string => process.env.GITHUB_WORKSPACE || process.cwd();

/** The copy of the repository that is read: the checkout, or what `readCommit` fetched. */
export const repositoryRoot = (): string => fetched ?? checkout();

/** Where `cluster/` and `wp-content/` are in the repository; `.` at its top. */
export const place = (): string => relative(checkout(), resolve(textOf('directory') || '.')) || '.';

/** The directory that holds `cluster/` and `wp-content/`. */
export const directory = (): string =>
  fetched === undefined ? textOf('directory') || process.cwd() : join(fetched, place());

/** Fetches a commit of this repository. Everything from here on reads it instead of the checkout. */
export async function readCommit(commit: string): Promise<Tree> {
  const { GITHUB_SERVER_URL = 'https://github.com', GITHUB_REPOSITORY = '' } = process.env;
  const token = requiredSecret('github-token');
  const url = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;
  const tree = await fetchTree({ url, token, commit, timeoutMs: TIMEOUT_MS });
  fetched = tree.root;
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
