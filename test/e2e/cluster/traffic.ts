/**
 * Traffic in the cloud while the given file exists: readers who open pages through each host in turn, one in each interval, and one
 * writer for each host, who publishes posts over REST with that interval between two. `traffic.ts FILE AUTHORIZATION {host: address} MS`.
 * Finally prints what they saw as JSON.
 */
import { existsSync } from 'node:fs';
import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';

const DOMAIN = 'test.example.com';
const PATIENCE_MS = 30_000;

const [running = '', authorization = '', hosts = '{}', interval = ''] = process.argv.slice(2);
const EVERY_MS = Number(interval);
const ADDRESSES: Readonly<Record<string, string>> = JSON.parse(hosts);

/** What readers ask for. A page with a new query is in no cache. The upload is there before the traffic. */
const PATHS = {
  cached: () => '/',
  uncached: () => `/?fresh=${Date.now()}`,
  upload: () => '/wp-content/uploads/traffic.txt',
};
export type Kind = keyof typeof PATHS;

export interface Traffic {
  /** Failed reads: when, after how many seconds, through which host, of which kind, and why. */
  readonly failed: { at: number; seconds: number; host: string; kind: Kind; why: string }[];
  readonly reads: number;
  /** Acknowledged posts, and how long each took, in seconds. */
  readonly written: { title: string; host: string; at: number; seconds: number }[];
  /** Writes that were not acknowledged. */
  readonly refused: { host: string; at: number; seconds: number; why: string }[];
}

const seen = {
  failed: [] as Traffic['failed'],
  reads: 0,
  written: [] as Traffic['written'],
  refused: [] as Traffic['refused'],
};

function ask(
  host: string,
  method: string,
  path: string,
  body?: string,
): Promise<{ status: number; text: string }> {
  return new Promise((done, fail) => {
    const headers = body
      ? {
          host: DOMAIN,
          authorization,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        }
      : { host: DOMAIN };
    const call = request({
      ...{ host: ADDRESSES[host], servername: DOMAIN, rejectUnauthorized: false, agent: false },
      ...{ method, path, headers, signal: AbortSignal.timeout(PATIENCE_MS) },
    });
    call.on('response', (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => done({ status: answer.statusCode ?? 0, text }));
      answer.on('error', fail);
    });
    call.on('error', fail);
    call.end(body);
  });
}

async function read(host: string, kind: Kind): Promise<void> {
  const at = Date.now();
  const failed = (why: string) =>
    void seen.failed.push({ at, seconds: (Date.now() - at) / 1000, host, kind, why: why.slice(0, 200) });
  seen.reads += 1;
  await ask(host, 'GET', PATHS[kind]()).then(
    ({ status, text }) => status === 200 || failed(`${status} ${text}`),
    (error: Error) => failed(error.message),
  );
}

async function write(host: string): Promise<void> {
  for (let number = 1; existsSync(running); number++) {
    const title = `${host}-${number}`;
    const at = Date.now();
    const answer = await ask(
      host,
      'POST',
      '/wp-json/wp/v2/posts',
      JSON.stringify({ title, status: 'publish' }),
    ).catch((error: Error) => ({ status: 0, text: error.message }));
    const seconds = (Date.now() - at) / 1000;
    if (answer.status === 201) seen.written.push({ title, host, at, seconds });
    else seen.refused.push({ host, at, seconds, why: `${answer.status} ${answer.text.slice(0, 200)}` });
    // A host that is away answers at once: do not spend the machine on it.
    await pause(answer.status === 201 ? EVERY_MS : Math.max(250, EVERY_MS));
  }
}

async function readers(): Promise<void> {
  const names = Object.keys(ADDRESSES);
  const kinds = Object.keys(PATHS) as Kind[];
  const open: Promise<void>[] = [];
  for (let turn = 0; existsSync(running); turn++) {
    const host = names[turn % names.length] ?? '';
    open.push(read(host, kinds[Math.floor(turn / names.length) % kinds.length] ?? 'cached'));
    await pause(EVERY_MS);
  }
  await Promise.all(open);
}

await Promise.all([readers(), ...Object.keys(ADDRESSES).map(write)]);
process.stdout.write(JSON.stringify(seen));
