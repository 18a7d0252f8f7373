import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { RunnerMachine } from './machine.ts';

const FORWARDER = join(import.meta.dirname, 'forward.ts');
const CHECKOUT = join(import.meta.dirname, '../../..');

/**
 * Makes a port of this machine answer on the same port inside a cloud, so that one address does for both.
 * Resolves to what ends it. @throws when the port is taken there.
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
  if (!said) throw new Error(`Port ${port} could not be opened inside the local cloud`);
  return async () => {
    child.kill('SIGKILL');
    await closed;
    bridge.close();
  };
}
