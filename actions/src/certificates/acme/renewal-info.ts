import { z } from 'zod';
import type { RenewalWindow } from '../decision.ts';

const directorySchema = z.object({ renewalInfo: z.string().optional() });
const time = z.string().transform((text) => Date.parse(text));
const infoSchema = z.object({ suggestedWindow: z.object({ start: time, end: time }) });
const TIMEOUT_MS = 15_000;

/**
 * When the authority suggests to renew a certificate (RFC 9773). Undefined if it does not say, or if it is down: a renewal must
 * not depend on the suggestion.
 */
export async function renewalWindow(directory: string, id: string): Promise<RenewalWindow | undefined> {
  try {
    const { renewalInfo } = directorySchema.parse(await get(directory));
    if (renewalInfo === undefined) return undefined;
    const { suggestedWindow } = infoSchema.parse(await get(`${renewalInfo}/${id}`));
    return suggestedWindow.end > suggestedWindow.start ? suggestedWindow : undefined;
  } catch {
    return undefined;
  }
}

async function get(url: string): Promise<unknown> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  return answer.json();
}
