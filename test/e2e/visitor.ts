/**
 * Visitors in the cloud who request the front page 20 times a second while the given file exists. They use a few
 * resolvers, which cache DNS answers for the time to live, and try the next address when one fails.
 * Lists each address that served a page in `<file>.served`, and finally prints what they saw as JSON.
 */

import { Resolver } from 'node:dns/promises';
import { appendFileSync, existsSync } from 'node:fs';
import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';

const [domain = '', visiting = ''] = process.argv.slice(2);
const EVERY_MS = 50;

export interface Seen {
  pages: number;
  /** Requests that no address answered. */
  failed: string[];
  /** Errors of single addresses. */
  refused: Record<string, string[]>;
  served: Record<string, number>;
}

const seen: Seen = { pages: 0, failed: [], refused: {}, served: {} };
const resolver = new Resolver();

interface Memory {
  until: number;
  addresses: readonly string[];
}
/** They start at different times, as the resolvers of the world do. */
const memories: Memory[] = Array.from({ length: 6 }, () => ({ until: 0, addresses: [] }));

async function addresses(): Promise<string[]> {
  const memory = memories[seen.pages % memories.length] as Memory;
  if (Date.now() >= memory.until) {
    const answers = await resolver.resolve4(domain, { ttl: true });
    const ttl = Math.min(...answers.map((answer) => answer.ttl));
    const first = memory.until === 0;
    const share = first ? (memories.indexOf(memory) + 1) / memories.length : 1;
    Object.assign(memory, {
      until: Date.now() + ttl * 1000 * share,
      addresses: answers.map(({ address }) => address),
    });
  }
  const start = seen.pages % memory.addresses.length;
  return [...memory.addresses.slice(start), ...memory.addresses.slice(0, start)];
}

const page = (address: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(5000);
    const headers = { host: domain };
    // This visitor accepts the placeholder certificate.
    const call = request({
      host: address,
      servername: domain,
      headers,
      rejectUnauthorized: false,
      agent: false,
      signal,
    });
    call.on('response', (answer) => answer.resume().on('end', () => resolve(answer.statusCode ?? 0)));
    call.on('error', reject);
    call.end();
  });

async function visit(): Promise<void> {
  const tried: string[] = [];
  seen.pages += 1;
  for (const address of await addresses()) {
    const answer = await page(address).catch((error: Error) => error.message);
    if (answer === 200) {
      if (!seen.served[address]) appendFileSync(`${visiting}.served`, `${address}\n`);
      seen.served[address] = (seen.served[address] ?? 0) + 1;
      return;
    }
    tried.push(`${new Date().toISOString()} ${address}: ${answer}`);
    seen.refused[address] = [...(seen.refused[address] ?? []), String(answer)];
  }
  seen.failed.push(tried.join('; '));
}

const visits: Promise<void>[] = [];
while (existsSync(visiting)) {
  visits.push(visit().catch((error: Error) => void seen.failed.push(error.message)));
  await pause(EVERY_MS);
}
await Promise.all(visits);
console.log(JSON.stringify(seen));
