import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../../lib/failure.ts';

const ATTEMPTS = 3;
const PAUSE_MS = 2_000;
const TIMEOUT_MS = 120_000;

/** Gets a file over HTTPS; undefined where there is none of that name. What may pass is tried again. Throws why not. */
export async function download(url: string): Promise<Uint8Array | undefined> {
  for (let attempt = 1; ; attempt++) {
    const got = await tryOnce(url);
    if (!('wrong' in got)) return got.bytes;
    if (attempt === ATTEMPTS)
      throw new Error(`${url} cannot be fetched: ${got.wrong}, ${ATTEMPTS} times. Run again later.`);
    await pause(PAUSE_MS);
  }
}

type Got = { readonly bytes: Uint8Array | undefined } | { readonly wrong: string };

async function tryOnce(url: string): Promise<Got> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (answer.status === 404) return { bytes: undefined };
    if (!answer.ok) return { wrong: `HTTP ${answer.status}` };
    return { bytes: new Uint8Array(await answer.arrayBuffer()) };
  } catch (error) {
    // fetch itself only says that it failed.
    const { cause } = error as Error;
    return { wrong: messageOf(cause ?? error) };
  }
}
