import { createConnection } from 'node:net';
import { join } from 'node:path';
import { MONITOR } from './qemu.ts';

/** Presses the power button, as DigitalOcean's shutdown does. The guest decides what to do. */
export async function pressPowerButton(directory: string): Promise<void> {
  const monitor = createConnection(join(directory, MONITOR));
  for (const execute of ['qmp_capabilities', 'system_powerdown'])
    monitor.write(`${JSON.stringify({ execute })}\n`);
  await new Promise<void>((resolve, reject) => {
    let said = '';
    monitor.on('data', (data) => {
      said += data;
      if ((said.match(/"return"/g) ?? []).length === 2) monitor.end();
    });
    monitor.once('error', reject).once('close', () => resolve());
  });
}
