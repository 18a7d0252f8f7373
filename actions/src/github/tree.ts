import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../lib/failure.ts';
import type { Secret } from '../secrets/secret.ts';

/** A commit's files, fetched as data: nothing in them is executed, and none of them configures git. */
export interface Tree {
  readonly root: string;
  readonly parents: readonly string[];
  /** Paths that differ from the first parent's. */
  changed(): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface TreeOptions {
  /** e.g. `https://github.com/owner/name` */
  readonly url: string;
  readonly token: Secret;
  readonly commit: string;
  readonly timeoutMs: number;
}

/** No hooks, no submodules, and no drivers for the filters (e.g. Git LFS) that a `.gitattributes` names. */
const HARMLESS = [
  ...['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'submodule.recurse=false', 'gc.auto=0'],
  ...['fetch.recurseSubmodules=false', 'protocol.allow=never', 'protocol.https.allow=always'],
  ...['protocol.http.allow=always', 'core.protectHFS=true', 'core.protectNTFS=true'],
].flatMap((setting) => ['-c', setting]);

const NAMES_ONLY = ['--name-only', '-z', '--no-renames', '--no-ext-diff', '--no-textconv'];

export async function fetchTree(options: TreeOptions): Promise<Tree> {
  const root = await mkdtemp(join(tmpdir(), 'flotilla-tree-'));
  const close = () => rm(root, { recursive: true, force: true });
  const git = gitIn(root, options);
  try {
    await git('init', '--quiet', '--template=');
    await git('fetch', '--quiet', '--no-tags', '--depth=2', options.url, options.commit);
    await git('checkout', '--quiet', '--detach', 'FETCH_HEAD');
    const parents = (await git('rev-list', '--parents', '-n1', 'HEAD')).trim().split(' ').slice(1);
    const changed = async () =>
      (await git('diff', ...NAMES_ONLY, 'HEAD^1', 'HEAD')).split('\0').filter(Boolean);
    return { root, parents, changed, close };
  } catch (error) {
    await close();
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new Failure({
      what: `Cannot fetch commit ${options.commit}`,
      cause: stderr.trim().replaceAll('\n', ' ') || message,
      remedy: 'Run this job again.',
    });
  }
}

function gitIn(root: string, { url, token, timeoutMs }: TreeOptions) {
  const credentials = Buffer.from(`x-access-token:${token.reveal()}`).toString('base64');
  const env = {
    ...networkVariables(),
    ...{ HOME: root, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
    ...{ GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: devNull, GIT_LFS_SKIP_SMUDGE: '1' },
    // In the environment, because other processes on the machine can read a command line.
    ...{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraheader` },
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${credentials}`,
  };
  return async (...args: readonly string[]): Promise<string> => {
    const options = { cwd: root, env, timeout: timeoutMs, maxBuffer: 64 * 2 ** 20 };
    return (await promisify(execFile)('git', [...HARMLESS, ...args], options)).stdout;
  };
}

/** The variables that say how to reach the network from this machine. */
const networkVariables = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      /^(path|(https?|no|all)_proxy|(git_)?ssl_.*)$/i.test(name),
    ),
  );
