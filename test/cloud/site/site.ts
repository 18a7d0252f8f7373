import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { LocalCloud } from '../cloud.ts';
import { downstreamHeaders, upstreamHeaders } from './headers.ts';
import { type Translate, translator } from './translate.ts';
import { askSite } from './upstream.ts';

interface SiteOptions {
  readonly cloud: Pick<LocalCloud, 'paths'>;
  /** The site's name in the cloud's DNS. */
  readonly domain: string;
  /** Default: a free port. */
  readonly port?: number;
}

/** A cluster's site at an address of this machine, for a person's browser. */
interface Site {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/** The site's URLs are translated in both directions, so people can browse, log in and write. */
export async function openSite({ cloud, domain, port = 0 }: SiteOptions): Promise<Site> {
  const front = createServer((request, response) => {
    const { port: local } = front.address() as AddressInfo;
    const visit: Visit = { tunnel: cloud.paths.tunnel, domain, url: `http://127.0.0.1:${local}` };
    pass(visit, request, response).catch((error: Error) => refuse(visit, response, error));
  });
  front.listen(port, '127.0.0.1');
  await once(front, 'listening');
  return {
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    async close() {
      front.closeAllConnections();
      front.close();
      await once(front, 'close');
    },
  };
}

interface Visit {
  readonly tunnel: string;
  readonly domain: string;
  readonly url: string;
}

async function pass({ tunnel, domain, url }: Visit, request: IncomingMessage, response: ServerResponse) {
  const toSite = translator(url, `https://${domain}`);
  const toLocal = translator(`https://${domain}`, url);
  const body = translateBody(await buffer(request), request, toSite);
  const answer = await askSite(tunnel, domain, {
    method: request.method,
    path: toSite(request.url ?? '/'),
    headers: upstreamHeaders(request.headers, domain, toSite, body.length),
    body,
  });
  response.writeHead(answer.statusCode ?? 502, downstreamHeaders(answer.headers, toLocal));
  if (!isText(answer)) return pipeline(answer, response);
  response.end(translateBody(await buffer(answer), answer, toLocal));
}

/** Latin-1 preserves all bytes, whatever their real encoding. Origins are ASCII. */
const translateBody = (body: Buffer, message: IncomingMessage, translate: Translate): Buffer =>
  isText(message) ? Buffer.from(translate(body.toString('latin1')), 'latin1') : body;

const TEXT =
  /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded|[\w.-]+\+(xml|json))|image\/svg)/i;
const isText = ({ headers }: IncomingMessage): boolean => TEXT.test(headers['content-type'] ?? '');

function refuse({ domain }: Visit, response: ServerResponse, error: Error): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(502, { 'content-type': 'text/plain' });
  response.end(
    `No host of ${domain} answers: ${error.message}\nscripts/cloud status shows the hosts that are on.\n`,
  );
}
