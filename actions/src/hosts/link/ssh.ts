import { NodeSSH } from 'node-ssh';
import { fingerprint, sha256 } from '../../lib/hash.ts';
import { until } from '../../lib/time.ts';
import type { Secret } from '../../secrets/secret.ts';
import { type Connect, type ConnectTarget, type HostConnection, NoAnswer, Unproven } from './connection.ts';
import { overSsh } from './ssh-command.ts';

interface SshOptions {
  /** For tests: 22 everywhere else. */
  readonly port?: number;
}

/** A booting machine first drops packets, then refuses connections. One attempt lasts longer than TCP's first three retransmissions. */
const ATTEMPT_MS = 15_000;
/** ssh2 closes a connection after three unanswered ones. */
const KEEPALIVE_MS = 5_000;

/** A key that may open a host. */
export interface SshIdentity {
  readonly privateKey: Secret;
  /** Of a deploy key. */
  readonly generation?: number;
}

/**
 * Connects to hosts as root with the first of the keys that is accepted; no agent, no file of the user's. The machine
 * must prove itself by its Ed25519 host key before anything is sent; one that is not reachable yet is tried again until
 * the target's time is over. Throws an error that says which host, what happened and what to do next.
 */
export function connectSsh(identities: readonly SshIdentity[], { port = 22 }: SshOptions = {}): Connect {
  return async (target) => {
    const giveUp = performance.now() + target.timeoutMs;
    const keys = identities.values();
    let { value: key } = keys.next();
    let last = new Error(`There is no SSH key to open ${target.host} with.`);
    const connect = async () => {
      while (key) {
        const attempt = await tryOnce(target, key, port, giveUp - performance.now());
        if ('connection' in attempt) return attempt.connection;
        last = attempt.error;
        if (attempt.next === 'again') return undefined;
        key = attempt.next === 'stop' ? undefined : keys.next().value;
      }
      throw last;
    };
    const connection = await until(connect, { everyMs: 500, timeoutMs: target.timeoutMs });
    if (connection) return connection;
    throw last;
  };
}

type Attempt =
  | { readonly connection: HostConnection }
  | { readonly error: Error; readonly next: 'again' | 'other key' | 'stop' };

async function tryOnce(
  target: ConnectTarget,
  { privateKey, generation }: SshIdentity,
  port: number,
  leftMs: number,
): Promise<Attempt> {
  const hostKey = hostKeyCheck(target);
  const ssh = new NodeSSH();
  try {
    await ssh.connect({
      host: target.address,
      port,
      username: 'root',
      privateKey: privateKey.reveal(),
      algorithms: { serverHostKey: ['ssh-ed25519'] },
      hostVerifier: hostKey.verify,
      readyTimeout: Math.max(1, Math.min(ATTEMPT_MS, leftMs)),
      keepaliveInterval: KEEPALIVE_MS,
    });
    return { connection: { ...overSsh(ssh, target), generation } };
  } catch (cause) {
    ssh.dispose();
    const mismatch = hostKey.mismatch();
    if (mismatch) return { error: mismatch, next: 'stop' };
    return failed(target, cause);
  }
}

function failed({ host, address, timeoutMs }: ConnectTarget, cause: unknown): Attempt {
  const { message, level, code } = cause as Error & { level?: string; code?: string };
  const where = `${host} (${address})`;
  if (level === 'client-authentication') {
    const remedy =
      'Is this the CLUSTER_SECRET it was made with, with a generation of the last few, or the plan key it was given?';
    return {
      error: new Unproven(`${where} does not accept our SSH key. ${remedy}`, 'our key', { cause }),
      next: 'other key',
    };
  }
  // ssh2 marks what happened on the way with a level or a code; without one, the key itself cannot be read.
  if (level === undefined && code === undefined) {
    return {
      error: new Error(`Cannot read the SSH key for ${where}: ${message}. Paste the complete key again.`, {
        cause,
      }),
      next: 'stop',
    };
  }
  const remedy =
    'Is its droplet on, and does `ssh.from` in the declaration allow this address? Then run again.';
  const seconds = Math.round(timeoutMs / 1000);
  return {
    error: new NoAnswer(`${where} did not answer within ${seconds} s: ${message}. ${remedy}`, { cause }),
    next: 'again',
  };
}

/** Checks that the machine is the host, before anything but the key exchange is sent. */
function hostKeyCheck(target: ConnectTarget): {
  verify(blob: Buffer): boolean;
  mismatch(): Error | undefined;
} {
  let mismatch: Error | undefined;
  return {
    verify(blob) {
      const shown = sha256(blob);
      if (!target.hostKeys.includes(shown)) mismatch = mismatchError(target, shown);
      return mismatch === undefined;
    },
    mismatch: () => mismatch,
  };
}

const mismatchError = ({ host, address, hostKeys }: ConnectTarget, shown: string): Error =>
  new Unproven(
    `${host} (${address}) shows the host key ${fingerprint(shown)} instead of ${hostKeys.map(fingerprint).join(' or ')}; nothing was ` +
      'sent to it. Either another machine answers at its address, or its key was replaced (the droplet was rebuilt, or ' +
      "CLUSTER_SECRET or the generation changed). Compare with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` in the droplet's " +
      'console; if the machine is the right one, put its key back or replace the droplet.',
    'host key',
  );
