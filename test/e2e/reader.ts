/**
 * Readers in the cloud who open the front page 20 times a second under each of the names while the given file exists.
 * They cache DNS answers for the time to live, verify the certificate, and follow redirects. Names that DNS does not know
 * yet have no readers. Finally prints what they saw as JSON, by name.
 */

import { Resolver } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';

const [reading = '', ...names] = process.argv.slice(2);
const EVERY_MS = 50;
const MOST_REDIRECTS = 4;

export interface Read {
  pages: number;
  /** How many of them were redirected. */
  redirected: number;
  failed: string[];
}

const resolver = new Resolver();
const memory = new Map<string, { until: number; addresses: string[] }>();
const seen: Record<string, Read> = Object.fromEntries(
  names.map((name) => [name, { pages: 0, redirected: 0, failed: [] }]),
);

async function resolve(name: string): Promise<string[]> {
  const known = memory.get(name);
  if (known && Date.now() < known.until) return known.addresses;
  const answers = await resolver.resolve4(name, { ttl: true });
  const ttl = Math.min(...answers.map((answer) => answer.ttl));
  const fresh = { until: Date.now() + ttl * 1000, addresses: answers.map(({ address }) => address) };
  memory.set(name, fresh);
  return fresh.addresses;
}

const get = (name: string, host: string): Promise<{ status: number; location: string }> =>
  new Promise((done, fail) => {
    const call = request({
      ...{ host, servername: name, headers: { host: name }, agent: false, path: '/' },
      signal: AbortSignal.timeout(20_000),
    });
    call.on('response', (answer) => {
      const { statusCode: status = 0, headers } = answer;
      answer.resume().on('end', () => done({ status, location: headers.location ?? '' }));
    });
    call.on('error', fail);
    call.end();
  });

async function open(name: string, redirects = 0): Promise<number> {
  const addresses = await resolve(name);
  const address = addresses[Math.floor(Math.random() * addresses.length)] ?? '';
  const { status, location } = await get(name, address).catch((error: Error) => {
    throw new Error(`${name} at ${address}: ${error.message}`);
  });
  if (status === 200) return redirects;
  if (status !== 301 || redirects === MOST_REDIRECTS)
    throw new Error(`${name} at ${address}: ${status} ${location}`);
  return open(new URL(location).hostname, redirects + 1);
}

async function visit(name: string): Promise<void> {
  const read = seen[name] as Read;
  if (read.pages === 0 && !(await resolve(name).catch(() => undefined))) return;
  read.pages += 1;
  const redirects = await open(name);
  if (redirects > 0) read.redirected += 1;
}

const visits: Promise<void>[] = [];
while (existsSync(reading)) {
  for (const name of names) {
    const failed = (error: Error) =>
      void seen[name]?.failed.push(`${new Date().toISOString()} ${error.message}`);
    visits.push(visit(name).catch(failed));
  }
  await pause(EVERY_MS);
}
await Promise.all(visits);
console.log(JSON.stringify(seen));
