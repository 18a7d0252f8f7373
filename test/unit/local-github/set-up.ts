import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { command } from '../../cloud/runtime/command.ts';
import { type GitHubOptions, type LocalGitHub, startGitHub } from '../../github/github.ts';
import { commitFiles } from '../../github/repository/work-tree.ts';
import type { Run } from '../../github/runs.ts';

interface World {
  readonly github: LocalGitHub;
  /** A person's clone of the repository. */
  readonly clone: string;
  /** Writes files (null deletes one), commits and pushes. Returns the commit. */
  push(files: Files, branch?: string): Promise<string>;
  /** Pushes one workflow with other files, and waits for its run. */
  runOf(text: string, files?: Files): Promise<Run>;
}

type Files = Readonly<Record<string, string | null>>;

/** A GitHub for the tests of one file. */
export async function world(options: Partial<GitHubOptions> = {}): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'github-'));
  const github = await startGitHub({ directory, ...options });
  afterAll(async () => {
    await github.close();
    await rm(directory, { recursive: true });
  });
  const clone = join(directory, 'clone');
  await command('git', ['clone', '--quiet', github.remoteUrl, clone]);
  const push: World['push'] = (files, branch = 'main') => commitFiles(clone, files, { branch });
  const runOf: World['runOf'] = async (text, files) => {
    const after = github.runs().at(-1);
    await push({ '.github/workflows/try.yml': text, ...files });
    return github.waitFor({ workflow: 'try.yml', after });
  };
  return { github, clone, push, runOf };
}

/** The text of a workflow with one job that runs one script. */
export const workflow = (on: string, script: string, more = ''): string => `name: try
on: ${on}
${more}
jobs:
  only:
    runs-on: ubuntu-24.04
    steps:
      - run: |
${script.replace(/^/gm, '          ')}
`;

export const CHECKOUT = 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8';
