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
 * Starts a command in all namespaces of a cloud. It ends with the cloud, and also if this process dies.
 * The processes between this one and the command ignore signals. Otherwise Ctrl-C would kill them together with a command
 * that still has to clean up. The shell's exit status shows which signal ended the command; that of `nsenter` does not.
 * The shell is bash, because dash drops variables with a `-` in their name, such as GitHub's INPUT_….
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

/** The command's process id in this namespace; undefined before it runs. */
export function commandOf({ pid }: ChildProcess): number | undefined {
  const shell = pid === undefined ? undefined : childOf(pid);
  return shell === undefined ? undefined : childOf(shell);
}

const DIES_WITH_PARENT = ['setpriv', '--pdeathsig', 'KILL', '--'];
