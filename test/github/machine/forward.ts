import { connect, createServer } from 'node:net';

/**
 * Run inside a cloud: `forward.ts <port> <socket>` makes what listens on the Unix socket, outside, answer on that port
 * of 127.0.0.1, inside. Network namespaces do not part file systems.
 */
const [port, socketPath = ''] = process.argv.slice(2);

const forwarder = createServer((caller) => {
  const onward = connect(socketPath);
  caller.pipe(onward).pipe(caller);
  caller.on('error', () => onward.destroy());
  onward.on('error', () => caller.destroy());
});
forwarder.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
