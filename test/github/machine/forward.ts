import { connect, createServer } from 'node:net';

/**
 * Runs inside a cloud: `forward.ts <port> <socket>` forwards that port of 127.0.0.1 to a Unix socket outside. Network
 * namespaces share the file system.
 */
const [port, socketPath = ''] = process.argv.slice(2);

const forwarder = createServer((caller) => {
  const onward = connect(socketPath);
  caller.pipe(onward).pipe(caller);
  caller.on('error', () => onward.destroy());
  onward.on('error', () => caller.destroy());
});
forwarder.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
