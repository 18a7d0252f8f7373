import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** How QEMU runs a guest's instructions: by the processor, or in software, 10 to 20 times slower. */
export type Accelerator = 'kvm' | 'tcg';

const PROBE_MS = 8_000;

/** KVM if it boots this kernel within seconds. Its device may exist where it never boots one. */
export async function chooseAccelerator(kernel: string): Promise<Accelerator> {
  return existsSync('/dev/kvm') && (await boots(kernel)) ? 'kvm' : 'tcg';
}

/** The guest has no disk: a kernel that says its name has been started. */
function boots(kernel: string): Promise<boolean> {
  const machine = [
    ...['-machine', 'q35', '-accel', 'kvm', '-cpu', 'max', '-m', '256'],
    ...['-nodefaults', '-no-reboot'],
  ];
  const system = ['-display', 'none', '-serial', 'stdio', '-kernel', kernel, '-append', 'console=ttyS0'];
  const child = spawn('qemu-system-x86_64', [...machine, ...system], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: PROBE_MS,
    killSignal: 'SIGKILL',
  });
  let said = '';
  return new Promise((resolve) => {
    child.stdout.on('data', (data) => {
      said += data;
      if (said.includes('Linux version')) child.kill('SIGKILL');
    });
    child.once('error', () => resolve(false));
    child.once('close', () => resolve(said.includes('Linux version')));
  });
}
