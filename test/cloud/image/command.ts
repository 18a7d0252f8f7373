import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

interface CommandOptions {
  /** Sees every line of both streams as it comes. */
  readonly onLine?: (line: string) => void;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end and resolves to what it printed. Rejects with its last lines when it fails. */
export async function run(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  const lines: string[] = [];
  const keep = (line: string) => {
    lines.push(line);
    options.onLine?.(line);
  };
  createInterface(child.stdout).on('line', keep);
  createInterface(child.stderr).on('line', keep);
  const status = await new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  if (status === 0) return lines.join('\n');
  throw new Error(`${program} ${args[0] ?? ''} failed (${status}):\n${lines.slice(-15).join('\n')}`);
}

/**
 * Runs a shell script with mounts and processes of its own, so that it leaves neither behind however it ends:
 * with it, or with us, everything it started is killed and every mount goes.
 */
export const runApart = (
  script: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> =>
  run(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
      ...['sh', script, ...args],
    ],
    options,
  );
