import { spawn } from 'node:child_process';
import { once } from 'node:events';

const NOTICEABLE_MS = 500;

/**
 * Runs `work` while no other process holds `file`. Calls `onWait` if one does. The kernel releases the lock when its
 * holder ends for any reason.
 */
export async function withLock<T>(file: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  const holder = spawn('flock', [file, 'sh', '-c', 'echo held && cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const failed = once(holder, 'exit').then(([code]) => {
    throw new Error(`flock ${file} ended with ${code}. Is util-linux installed, and may ${file} be written?`);
  });
  const waiting = setTimeout(onWait, NOTICEABLE_MS);
  await Promise.race([once(holder.stdout, 'data'), failed]).finally(() => clearTimeout(waiting));
  try {
    return await work();
  } finally {
    holder.stdin.end();
  }
}
