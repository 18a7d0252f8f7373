import { setTimeout as pause } from 'node:timers/promises';
import { NodeSSH } from 'node-ssh';
import type { Secret } from '../secrets/secret.ts';
import { type Connect, type ConnectTarget, type HostConnection, NoAnswer } from './connection.ts';
import { hostKeyCheck } from './host-key.ts';
import { overSsh } from './ssh-command.ts';

interface SshOptions {
  /** For tests: 22 everywhere else. */
  readonly port?: number;
}

/** A booting machine first drops packets, then refuses: one attempt outlasts TCP's first three retransmissions. */
const ATTEMPT_MS = 15_000;
const POLL_MS = 500;
/** A dead link is noticed after three unanswered ones. */
const KEEPALIVE_MS = 5_000;

/**
 * Connects to hosts as root with one key; no agent, no file of the user's. The machine must prove itself by its Ed25519
 * host key before anything is sent; one that is not reachable yet is tried again until the target's time is over.
 * Throws an error that says which host, what happened and what to do next.
 */
export function connectSsh(privateKey: Secret, { port = 22 }: SshOptions = {}): Connect {
  return async (target) => {
    const giveUp = performance.now() + target.timeoutMs;
    for (;;) {
      const attempt = await tryOnce(target, privateKey, port, giveUp - performance.now());
      if ('connection' in attempt) return attempt.connection;
      if (attempt.final || performance.now() + POLL_MS > giveUp) throw attempt.error;
      await pause(POLL_MS);
    }
  };
}

type Attempt = { readonly connection: HostConnection } | { readonly error: Error; readonly final: boolean };

async function tryOnce(
  target: ConnectTarget,
  privateKey: Secret,
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
    return { connection: overSsh(ssh, target) };
  } catch (cause) {
    ssh.dispose();
    const mismatch = hostKey.mismatch();
    if (mismatch) return { error: mismatch, final: true };
    return failed(target, cause);
  }
}

function failed({ host, address, timeoutMs }: ConnectTarget, cause: unknown): Attempt {
  const { message, level, code } = cause as Error & { level?: string; code?: string };
  const where = `${host} (${address})`;
  if (level === 'client-authentication') {
    const remedy =
      'Is this the CLUSTER_SECRET and generation it was made with, or the plan key it was given?';
    return { error: new Error(`${where} does not accept our SSH key. ${remedy}`, { cause }), final: true };
  }
  // ssh2 marks what happened on the way with a level or a code; without one, the key itself cannot be read.
  if (level === undefined && code === undefined) {
    return {
      error: new Error(`The SSH key for ${where} is of no use: ${message}. Paste it again, whole.`, {
        cause,
      }),
      final: true,
    };
  }
  const remedy =
    'Is its droplet on, and does `ssh.from` in the declaration allow this address? Then run again.';
  const seconds = Math.round(timeoutMs / 1000);
  return {
    error: new NoAnswer(`${where} did not answer within ${seconds} s: ${message}. ${remedy}`, { cause }),
    final: false,
  };
}
