import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

interface CommandOptions {
  /** Receives every line of both streams as it arrives. */
  readonly onLine?: (line: string) => void;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end and resolves to its output. Rejects with its last lines if it fails. */
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
 * Runs a shell script in its own mount and PID namespaces. When the script or this process ends for any reason, all its
 * processes are killed and its mounts removed.
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
