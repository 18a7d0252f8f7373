import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * A way into the cloud's network for those outside it: HTTP CONNECT on a Unix socket, since network namespaces do
 * not part file systems. Of a name with several addresses it takes the first that answers, as a browser does.
 */
export async function openTunnel(socketPath: string): Promise<void> {
  const tunnel = createServer((_, response) => response.writeHead(405).end('CONNECT only\n'));
  tunnel.on('connect', ({ url = '' }: IncomingMessage, caller: Duplex) => forward(caller, url));
  tunnel.listen(socketPath);
  await once(tunnel, 'listening');
}

/** For each address of a name; one of a host that is off never answers. */
const PATIENCE_MS = 2000;

function forward(caller: Duplex, target: string): void {
  const { hostname, port } = new URL(`tcp://${target}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  const onward = connect({ host, port: Number(port), autoSelectFamilyAttemptTimeout: PATIENCE_MS });
  onward.once('connect', () => {
    caller.write('HTTP/1.1 200 Connected\r\n\r\n');
    caller.pipe(onward).pipe(caller);
  });
  onward.once('error', (error) => {
    if (onward.connecting || !onward.remoteAddress) caller.end(`HTTP/1.1 502 ${reasonOf(error)}\r\n\r\n`);
    else caller.destroy();
  });
  caller.once('error', () => onward.destroy());
  caller.once('close', () => onward.destroy());
}

/** When all addresses of a name fail, the error that says so has no message but a code. */
const reasonOf = ({ message, code }: NodeJS.ErrnoException): string => message || `${code}`;
