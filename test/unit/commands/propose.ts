import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createBare } from '../../github/repository/bare.ts';
import type { World } from '../github/fake.ts';
import { declare } from './actions.ts';

interface Proposal {
  /** A repository's folder with the changes of the pull request. */
  readonly folder: string;
  readonly base?: string;
  /** GitHub's answer, e.g. `false` for a conflict. */
  readonly mergeable?: boolean | null;
}

/** Opens pull request #7, or pushes to it: real commits, in a real repository that the fake GitHub serves. Returns the event. */
export async function propose(world: World, { folder, base = 'main', mergeable = true }: Proposal) {
  if (world.repositories === undefined) await create(world);
  const git = gitOf(world);
  commitFolder(world, folder, 'head');
  const head = git('rev-parse', 'HEAD');
  const tree = git('rev-parse', 'HEAD^{tree}');
  const merge = git('commit-tree', tree, '-p', 'main', '-p', head, '-m', 'merge');
  git('push', '--quiet', '--force', 'origin', `${head}:refs/pull/7/head`, `${merge}:refs/pull/7/merge`);
  world.pulls = [
    {
      number: 7,
      state: 'open',
      mergeable,
      merge_commit_sha: merge,
      head: { sha: head },
      base: { ref: base },
    },
  ];
  return { pull_request: { number: 7, head: { sha: head } } };
}

async function create(world: World): Promise<void> {
  world.repositories = mkdtempSync(join(tmpdir(), 'proposals-'));
  onTestFinished(() => rmSync(world.repositories ?? '', { recursive: true }));
  await createBare(join(world.repositories, 'o/r.git'));
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', join(world.repositories, 'clone')]);
  gitOf(world)('remote', 'add', 'origin', join(world.repositories, 'o/r.git'));
  commitFolder(world, declare(), 'main');
  gitOf(world)('push', '--quiet', 'origin', 'main');
}

/** Commits the content of a repository's folder on top of main. */
function commitFolder(world: World, folder: string, message: string): void {
  const git = gitOf(world);
  if (message !== 'main') git('checkout', '--quiet', '--detach', 'main');
  for (const name of ['cluster', 'wp-content', 'actions', 'docs']) {
    rmSync(join(world.repositories ?? '', 'clone', name), { recursive: true, force: true });
    if (existsSync(join(folder, name)))
      cpSync(join(folder, name), join(world.repositories ?? '', 'clone', name), {
        recursive: true,
        verbatimSymlinks: true,
      });
  }
  git('add', '--all', '--force');
  git('commit', '--quiet', '--allow-empty', '-m', message);
}

const PERSON = ['-c', 'user.name=p', '-c', 'user.email=p@example.com'];
const gitOf =
  (world: World) =>
  (...args: string[]): string =>
    execFileSync('git', [...PERSON, ...args], {
      cwd: join(world.repositories ?? '', 'clone'),
      encoding: 'utf8',
    }).trim();
