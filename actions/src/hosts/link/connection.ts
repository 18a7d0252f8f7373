import type { Readable } from 'node:stream';

/** One verified SSH connection to a host, for all commands of a run. */
export interface HostConnection {
  /** The generation of the deploy key that opened it; absent for a key without a known generation, such as a plan's. */
  readonly generation?: number;
  /**
   * Runs a command. `input` goes to its standard input; a stream keeps it open until the stream ends. `onLine` receives each line of
   * standard output as it arrives.
   */
  run(command: string, options?: RunOptions): Promise<RunResult>;
  close(): void;
}

export interface RunOptions {
  readonly input?: string | Readable;
  readonly onLine?: (line: string) => void;
  readonly timeoutMs?: number;
}

export interface RunResult {
  /** Exit status; null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where to connect, and which host key the machine must have. */
export interface ConnectTarget {
  readonly host: string;
  readonly address: string;
  /**
   * SHA-256 of the host's public key blob, in hex. A machine with another key is refused before anything is sent. The expected key is
   * first; others are present only while the host's key is being replaced.
   */
  readonly hostKeys: readonly string[];
  /** Milliseconds, including retries: a machine that is booting refuses connections. */
  readonly timeoutMs: number;
}

/** The connection to a host broke while in use, e.g. because the host rebooted. Connecting again may work. */
export class LostLink extends Error {}

/** No SSH server answers at a host's address in time, e.g. because the machine has not booted yet. */
export class NoAnswer extends Error {}

/**
 * The machine at a host's address has another host key or does not accept our key. The host is not unreachable: it may belong to another
 * cluster, or this run may have another cluster's secret.
 */
export class Unproven extends Error {
  constructor(
    message: string,
    readonly lacks: 'host key' | 'our key',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The host answers over SSH and runs none of our commands. It is up, so a power cycle does not help. */
export class NotAdmitted extends Error {}

export type Connect = (target: ConnectTarget) => Promise<HostConnection>;
