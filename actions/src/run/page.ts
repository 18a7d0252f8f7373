import { z } from 'zod';
import { pageScript } from '#remote-scripts';
import { askProgram } from '../hosts/link/ask-program.ts';
import type { HostConnection } from '../hosts/link/connection.ts';
import { type PageFacts, pageFactsSchema } from '../hosts/model/page.ts';

interface PageQuestion {
  readonly domain: string;
  /** Public address of another host; absent: the host renders the pages itself, past every cache. */
  readonly address?: string;
  readonly paths: readonly string[];
}

const TIMEOUT_MS = 90_000;

/** Has a host ask for pages of the site. */
export async function askPages(
  host: { readonly name: string; readonly connection: HostConnection },
  { domain, address = 'fresh', paths }: PageQuestion,
): Promise<readonly PageFacts[]> {
  const answer = await askProgram(host, pageScript, [domain, address, ...paths], TIMEOUT_MS);
  return z.array(pageFactsSchema).parse(answer);
}
