/**
 * Sends attacks, each followed by an innocent visitor's request, where the cluster can be reached. One process for all of
 * them, because it writes requests byte by byte that no HTTP client would send. Arguments: domain, the host's address, a
 * file with `Record<string, Attack>`. Prints `Record<string, Seen>`.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import pMap from 'p-map';
import type { Answer, Attack, Seen } from './attack.ts';
import { overHttp2 } from './attacker-http2.ts';

const [domain = '', address = '', file = ''] = process.argv.slice(2);

/** The bytes of the response, until the server closes the connection or sends nothing for five seconds. */
const send = (bytes: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port: 443, servername: domain, rejectUnauthorized: false });
    const read: Buffer[] = [];
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on('data', (part) => read.push(part));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(read).toString('latin1')));
    socket.on('secureConnect', () => socket.write(Buffer.from(bytes, 'latin1')));
  });

function answer(raw: string): Answer {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0),
    cache: /^x-cache: (\w+)/im.exec(head)?.[1],
    location: /^location: (.*)$/im.exec(head)?.[1],
    body: unchunked(head, body.join('\r\n\r\n')),
  };
}

const unchunked = (head: string, body: string): string =>
  /^transfer-encoding: chunked/im.test(head) ? body.replaceAll(/(^|\r\n)[0-9a-f]+\r\n/g, '').trimEnd() : body;

const innocent = (target: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${domain}\r\nUser-Agent: innocent\r\nAccept: text/html\r\nConnection: close\r\n\r\n`;

const attack = async ({ bytes, http2 }: Attack): Promise<Answer> =>
  http2 ? overHttp2(address, domain, http2) : answer(await send(bytes ?? ''));

const attacks: Record<string, Attack> = JSON.parse(readFileSync(file, 'utf8'));
const seen = await pMap(
  Object.entries(attacks),
  async ([name, each]): Promise<[string, Seen]> => {
    const attacker = await attack(each);
    return [name, { attacker, next: answer(await send(innocent(each.victim))) }];
  },
  { concurrency: 6 },
);
process.stdout.write(`${JSON.stringify(Object.fromEntries(seen))}\n`);
