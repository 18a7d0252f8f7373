import { ask as answerOf, body, cache, status } from '../caching/visitor.ts';
import { addresses, DOMAIN, inCloud, inWordpress, onHost, WEB } from '../cluster.ts';

/** A host's response to a reader: status, `X-Cache` and body. */
interface Seen {
  readonly status: number;
  readonly cache: string;
  readonly body: string;
}

export async function ask(host: string, path: string): Promise<Seen> {
  const answer = await answerOf(host, path);
  return { status: status(answer), cache: cache(answer) ?? '', body: body(answer) };
}

export const askAll = (path: string): Promise<Seen[]> => Promise.all(WEB.map((host) => ask(host, path)));

/** Polls all hosts at once; prints when the last of them responded as expected (milliseconds since 1970). */
const WATCH = `
const https = require('node:https');
const [domain, wanted, ...places] = process.argv.slice(1);
const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
const ask = (host, path) => new Promise((resolve, reject) => {
  https.get({ agent, host, path, servername: domain, headers: { host: domain } }, (answer) => {
    let body = 'HTTP ' + answer.statusCode + ' ';
    answer.setEncoding('utf8').on('data', (part) => (body += part)).on('end', () => resolve(body));
  }).on('error', reject);
});
const until = async (host, path, pattern) => {
  while (!new RegExp(pattern).test(await ask(host, path))) await new Promise((next) => setTimeout(next, 50));
  return Date.now();
};
Promise.all(places.flatMap((host) => JSON.parse(wanted).map(([path, pattern]) => until(host, path, pattern))))
  .then((all) => { console.log(Math.max(...all)); process.exit(); });
`;

/**
 * Milliseconds from a change on one host until every host shows the expected text at each path, while visitors keep
 * requesting pages. `code` is PHP within WordPress.
 */
export async function delay(host: string, code: string, wanted: Record<string, RegExp>): Promise<number> {
  const patterns = JSON.stringify(Object.entries(wanted).map(([path, { source }]) => [path, source]));
  const known = await addresses();
  const places = WEB.map((name) => known[name]?.ipv4 ?? '');
  const watching = inCloud('timeout', '60', 'node', '-e', WATCH, DOMAIN, patterns, ...places);
  const changed = Number(await wordpress(host, `${code}\necho (int) (microtime(true) * 1000);`));
  const { stdout } = await watching;
  if (!stdout) throw new Error(`Not every host showed ${patterns} within a minute.`);
  return Number(stdout) - changed;
}

/** Runs PHP within WordPress, as its user; returns what it prints. */
export const wordpress = (host: string, code: string): Promise<string> => onHost(host, inWordpress(code));
