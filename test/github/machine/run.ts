import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { RunnerMachine, Started, StartOptions } from './machine.ts';

interface LineOptions extends StartOptions {
  /** Called with each line of standard output and standard error. */
  onLine(line: string): void;
  /** Ends the command when it aborts. */
  readonly signal?: AbortSignal;
}

/** Runs a command to its end. Returns its exit status, 128 or more if a signal ended it. */
export async function runOn(
  machine: RunnerMachine,
  command: readonly string[],
  { onLine, signal, ...options }: LineOptions,
): Promise<number> {
  if (signal?.aborted) return 130;
  const started = machine.start(command, options);
  const stopEnding = endOnAbort(started, signal);
  const { child } = started;
  const [[code]] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    ...[child.stdout, child.stderr].map((stream) => eachLine(stream, onLine)),
  ]);
  stopEnding();
  return code ?? 130;
}

async function eachLine(stream: Readable | null, onLine: (line: string) => void): Promise<void> {
  if (stream === null) return;
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('line', onLine);
  await once(lines, 'close');
}

/** GitHub's runner sends three signals, each stronger than the previous one. Milliseconds since the first. */
const ESCALATION = [
  { signal: 'SIGINT', after: 0 },
  { signal: 'SIGTERM', after: 7500 },
  { signal: 'SIGKILL', after: 10_000 },
] as const;

function endOnAbort({ leader }: Started, abort: AbortSignal | undefined): () => void {
  const timers: NodeJS.Timeout[] = [];
  const escalate = () => {
    // The group may outlive its leader. Then the leader's process no longer exists.
    let group: number | undefined;
    const kill = (signal: NodeJS.Signals) => {
      group ??= leader();
      killGroup(group, signal);
    };
    for (const { signal, after } of ESCALATION) timers.push(setTimeout(() => kill(signal), after));
  };
  abort?.addEventListener('abort', escalate, { once: true });
  return () => {
    abort?.removeEventListener('abort', escalate);
    for (const timer of timers) clearTimeout(timer);
  };
}

function killGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (leader !== undefined) process.kill(-leader, signal);
  } catch {
    // It has ended in the meantime.
  }
}
