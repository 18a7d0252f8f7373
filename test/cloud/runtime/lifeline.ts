import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * A socket between the process that starts a cloud and its daemon. The daemon ends when its starter dies, unless it was
 * started to stay. In the other direction, the daemon reports that the cloud is ready, or why it is not.
 */
export const LIFELINE_FD = 3;

const READY = 'ready\n';
const STAY = 'stay\n';

/** The daemon's end. */
interface Lifeline {
  ready(): void;
  /** Resolves when the message is sent. */
  failed(reason: string): Promise<void>;
}

export function holdLifeline(): Lifeline {
  const starter = new Socket({ fd: LIFELINE_FD });
  let stay = false;
  starter.on('data', (data) => {
    stay = data.toString() === STAY;
  });
  starter.on('error', () => {}); // The starter was killed; `close` follows.
  starter.on('close', () => {
    if (!stay) process.exit();
  });
  return {
    ready: () => void starter.write(READY),
    failed: (reason) => new Promise((resolve) => void starter.write(reason, () => resolve())),
  };
}

/** The starter's end. Resolves when the cloud is ready. @throws the daemon's reason, or an empty text if it died without one. */
export const awaitReady = (daemon: Duplex): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = '';
    daemon.on('data', (data) => {
      said += data;
      if (said === READY) resolve();
    });
    daemon.once('error', reject);
    daemon.once('close', () => reject(new Error(said.trim())));
  });

/** Lets the daemon outlive its starter. */
export const letStay = (daemon: Duplex): Promise<void> =>
  new Promise((resolve) => void daemon.end(STAY, () => resolve()));
