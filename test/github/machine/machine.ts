import type { ChildProcess } from 'node:child_process';

export interface StartOptions {
  /** All of the command's environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** What runs the commands of jobs. */
export interface RunnerMachine {
  /** What every command finds, as the image of a hosted runner gives it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts a command at the head of a process group of its own, standard output and error piped. */
  start(command: readonly string[], options: StartOptions): Started;
}

export interface Started {
  readonly child: ChildProcess;
  /** Process id of the command, as this process's namespace numbers it; undefined before it runs. */
  leader(): number | undefined;
}
