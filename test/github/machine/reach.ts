import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { RunnerMachine } from './machine.ts';

const FORWARDER = join(import.meta.dirname, 'forward.ts');
const CHECKOUT = join(import.meta.dirname, '../../..');

/**
 * Forwards a port inside a cloud to the same port of this machine, so one address works in both.
 * Returns a function that ends it. @throws if the port is in use there.
 */
export async function openInside(
  machine: RunnerMachine,
  port: number,
  socketPath: string,
): Promise<() => Promise<void>> {
  await rm(socketPath, { force: true });
  const bridge = createServer((caller) => {
    const onward = connect(port, '127.0.0.1');
    caller.pipe(onward).pipe(caller);
    caller.on('error', () => onward.destroy());
    onward.on('error', () => caller.destroy());
  });
  bridge.listen(socketPath);
  await once(bridge, 'listening');
  const command = [process.execPath, '--import', 'tsx', FORWARDER, String(port), socketPath];
  const { child } = machine.start(command, { env: { ...machine.environment }, cwd: CHECKOUT });
  const closed = once(child, 'close');
  const said = await Promise.race([once(child.stdout ?? child, 'data'), closed.then(() => undefined)]);
  if (!said) throw new Error(`Port ${port} cannot be opened inside the local cloud`);
  return async () => {
    child.kill('SIGKILL');
    await closed;
    bridge.close();
  };
}
