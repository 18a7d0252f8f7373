import { once } from 'node:events';
import { type ClientRequestArgs, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/**
 * Sends one request to the site over HTTPS through the cloud's tunnel, which resolves the name in the cloud's DNS.
 * The certificate's issuer is not verified, because hosts serve their own placeholder until one is ordered.
 */
export async function askSite(
  tunnel: string,
  domain: string,
  { body, ...options }: ClientRequestArgs & { readonly body: Buffer },
): Promise<IncomingMessage> {
  const socket = connectTls({
    socket: await dig(tunnel, `${domain}:443`),
    servername: domain,
    rejectUnauthorized: false,
  });
  await once(socket, 'secureConnect');
  return answerTo(socket, options, body);
}

/** A connection to `target` inside the cloud. @throws if nothing answers there. */
function dig(tunnel: string, target: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: tunnel, method: 'CONNECT', path: target });
    asked.once('error', reject);
    asked.once('connect', (response, socket) => {
      if (response.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error(`${target}: ${response.statusMessage}`));
    });
    asked.end();
  });
}

function answerTo(socket: TLSSocket, options: ClientRequestArgs, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({ ...options, createConnection: () => socket });
    asked.once('response', resolve);
    asked.once('error', reject);
    asked.end(body);
  });
}
