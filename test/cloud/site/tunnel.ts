import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Gives processes outside the cloud access to its network: HTTP CONNECT on a Unix socket, because network namespaces
 * share the file system. For a name with several addresses it uses the first that answers, as a browser does.
 */
export async function openTunnel(socketPath: string): Promise<void> {
  const tunnel = createServer((_, response) => response.writeHead(405).end('CONNECT only\n'));
  tunnel.on('connect', ({ url = '' }: IncomingMessage, caller: Duplex) => forward(caller, url));
  tunnel.listen(socketPath);
  await once(tunnel, 'listening');
}

/** The timeout for each address of a name, because a host that is off never answers. */
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

/** If all addresses of a name fail, the error has a code and no message. */
const reasonOf = ({ message, code }: NodeJS.ErrnoException): string => message || `${code}`;
