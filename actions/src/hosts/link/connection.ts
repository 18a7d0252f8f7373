import type { Readable } from 'node:stream';

/** The narrow port to a host: one verified SSH connection, as many commands as a run needs. */
export interface HostConnection {
  /** Of the deploy key that opened it; absent where a key of no generation known to us did, such as a plan's. */
  readonly generation?: number;
  /**
   * Runs a command; `input` goes to its standard input, never to the command line; a stream, for as long as that lasts.
   * `onLine` sees stdout as it comes.
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

/** Where and as whom to connect, and what the machine must prove to be. */
export interface ConnectTarget {
  readonly host: string;
  readonly address: string;
  /**
   * SHA-256 of the host's public key blob, hex: anything else answering is refused before a byte is sent. The expected
   * one first; others only while the host's key is being replaced.
   */
  readonly hostKeys: readonly string[];
  /** Milliseconds in all, retries included (a machine that is booting refuses connections). */
  readonly timeoutMs: number;
}

/** The link to a host broke while it was in use, as when the host reboots: a new one may well be had. */
export class LostLink extends Error {}

/** Nothing that speaks SSH answers at a host's address in the time given, as before a machine has booted. */
export class NoAnswer extends Error {}

/**
 * What answers at a host's address shows another host key, or does not accept ours. Such a host is not away: it may be
 * another cluster's, or this run may hold another cluster's secret.
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

/** A host that answers over SSH and runs none of our commands: it is up, so switching it off and on changes nothing. */
export class NotAdmitted extends Error {}

export type Connect = (target: ConnectTarget) => Promise<HostConnection>;
