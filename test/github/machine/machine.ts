import type { ChildProcess } from 'node:child_process';

export interface StartOptions {
  /** The complete environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** A machine that runs the commands of jobs. */
export interface RunnerMachine {
  /** Variables that every command gets, like from the image of a hosted runner. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts a command as the leader of its own process group, with standard output and error piped. */
  start(command: readonly string[], options: StartOptions): Started;
}

export interface Started {
  readonly child: ChildProcess;
  /** Process id of the command in this process's namespace; undefined before it runs. */
  leader(): number | undefined;
}
