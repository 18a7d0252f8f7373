import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as ask, createServer } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { Ca, Issued } from '../mirror/ca.ts';
import { PEBBLE } from './pebble.ts';

/** A response instead of the authority's, e.g. if it is down, overloaded, or wants certificates renewed early. */
export interface Answer {
  /** The beginning of the path of matching requests. */
  readonly path: string;
  /** Default 200. */
  readonly status?: number;
  /** Sends no response until other answers replace these. */
  readonly hold?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Front {
  /** Replaces all answers given so far. */
  answerWith(answers: readonly Answer[]): void;
  /** The number of requests without a response. */
  held(): number;
}

interface FrontOptions {
  readonly address: string;
  /** The authority's public name. */
  readonly name: string;
  readonly certificate: Issued;
  readonly ca: Ca;
}

/** Only the path of the directory differs from Pebble's. The directory itself contains Pebble's other paths. */
const PATHS: Readonly<Record<string, string>> = { '/directory': '/dir' };

/** Listens at the authority's public name and forwards every request to Pebble. */
export async function openFront({ address, name, certificate, ca }: FrontOptions): Promise<Front> {
  let answers: readonly Answer[] = [];
  const held = new Set<ServerResponse>();
  const upstream = { ...PEBBLE, ca: readFileSync(ca.certificate), servername: name };
  const host = createServer(certificate, (request, response) => {
    const path = request.url ?? '/';
    const instead = answers.find((answer) => path.startsWith(answer.path));
    if (instead?.hold) hold(response, held);
    else if (instead) answer(response, instead);
    else handOn(request, response, { ...upstream, path: PATHS[path] ?? path });
  });
  host.listen(443, address);
  await once(host, 'listening');
  return {
    answerWith(given) {
      answers = given;
      for (const response of held) response.destroy();
    },
    held: () => held.size,
  };
}

function hold(response: ServerResponse, held: Set<ServerResponse>): void {
  held.add(response);
  response.once('close', () => held.delete(response));
}

function answer(response: ServerResponse, { status = 200, headers = {}, body = {} }: Answer): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body));
}

/** Headers are forwarded unchanged, because clients sign the requested address. */
function handOn(request: IncomingMessage, response: ServerResponse, to: object): void {
  const asked = ask({ ...to, method: request.method, headers: request.headers }, (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    pipeline(answered, response).catch(() => response.destroy());
  });
  asked.once('error', () => response.destroy());
  pipeline(request, asked).catch(() => asked.destroy());
}
