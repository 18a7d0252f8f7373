import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { commandOf, startInside } from './inside.ts';

export interface RunOptions {
  /** Added to this process's environment and the cloud's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: this process's working directory. */
  readonly cwd?: string;
  /** `inherit`: the command shares standard streams and signals with this process, and no output is kept. */
  readonly stdio?: 'pipe' | 'inherit';
}

export interface RunResult {
  /** The exit status. As in a shell, 128 or more if a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end in the cloud with the outermost process `pid`. */
export async function runInside(
  command: readonly string[],
  options: RunOptions & { readonly pid: number },
): Promise<RunResult> {
  const { pid, env, cwd = process.cwd(), stdio = 'pipe' } = options;
  const kept = stdio === 'pipe';
  const child = startInside(command, {
    ...{ pid, cwd, env: { ...process.env, ...env } },
    stdio: kept ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  const stopForwarding = kept ? () => {} : forwardSignals(child);
  const [stdout, stderr, [code, signal]] = await Promise.all([
    read(child.stdout),
    read(child.stderr),
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
  ]);
  stopForwarding();
  return { code: code ?? 128 + (signal ? constants.signals[signal] : 0), stdout, stderr };
}

const read = async (stream: Readable | null): Promise<string> => (stream ? text(stream) : '');

/** A terminal sends Ctrl-C to the command itself. If it were forwarded, it would arrive twice. */
function forwardSignals(child: ChildProcess): () => void {
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
  const forward = (signal: NodeJS.Signals) => {
    const command = commandOf(child);
    const known = process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT');
    if (command !== undefined && !known) process.kill(command, signal);
  };
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
  };
}
