import { messageOf } from '../../lib/failure.ts';
import { retry } from '../../lib/time.ts';

const ATTEMPTS = 3;
const TIMEOUT_MS = 120_000;

/** Gets a file over HTTPS; undefined where there is none of that name. What may pass is tried again. Throws why not. */
export async function download(url: string): Promise<Uint8Array | undefined> {
  return retry(() => tryOnce(url), { attempts: ATTEMPTS, firstMs: 2000, isPassing: () => true }).catch(
    (error: Error) => {
      // fetch itself only says that it failed.
      throw new Error(
        `${url} cannot be fetched: ${messageOf(error.cause ?? error)}, ${ATTEMPTS} times. Run again later.`,
      );
    },
  );
}

async function tryOnce(url: string): Promise<Uint8Array | undefined> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}
