import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { childOf } from './presence.ts';

interface InsideOptions {
  /** The cloud's outermost process. */
  readonly pid: number;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly stdio: StdioOptions;
}

/**
 * Starts a command in all namespaces of a cloud, so that it ends with the cloud, and also when this process dies.
 * What stands between this process and the command ignores signals, or Ctrl-C would kill it, and with it a command
 * that still has to clean up. The shell's exit status shows which signal ended the command; that of `nsenter` would not.
 * It is bash, since dash drops variables with a `-` in their name, as GitHub's INPUT_… have.
 */
export function startInside(
  command: readonly string[],
  { pid, env, cwd, stdio }: InsideOptions,
): ChildProcess {
  return spawn(
    'env',
    [
      ...['--ignore-signal=INT,TERM,HUP,QUIT', ...DIES_WITH_PARENT],
      ...['nsenter', '--target', String(pid), '--net', '--mount', '--ipc', '--uts'],
      ...[
        `--pid=/proc/${pid}/ns/pid_for_children`,
        '--',
        ...DIES_WITH_PARENT,
        'bash',
        '-c',
        '"$@"; exit $?',
        'bash',
      ],
      ...['env', '--default-signal=INT,TERM,HUP,QUIT', `--chdir=${cwd}`, ...DIES_WITH_PARENT, ...command],
    ],
    { env, stdio },
  );
}

/** The command itself, as this process's namespace numbers it; undefined before it runs. */
export function commandOf({ pid }: ChildProcess): number | undefined {
  const shell = pid === undefined ? undefined : childOf(pid);
  return shell === undefined ? undefined : childOf(shell);
}

const DIES_WITH_PARENT = ['setpriv', '--pdeathsig', 'KILL', '--'];
