import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineSpec } from '../../ports.ts';
import { poll } from '../../runtime/poll.ts';
import type { Accelerator } from './accelerator.ts';
import { TAP } from './wire.ts';

export interface Virtual {
  /** Contains `DISK`, and the sockets while it runs. */
  readonly directory: string;
  /** The network namespace with its link. */
  readonly namespace: string;
  readonly log: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly accelerator: Accelerator;
}

export const DISK = 'disk.qcow2';
/** Sockets of QEMU's monitor and of the guest's agent. Relative, since a socket's path must be short. */
export const MONITOR = 'monitor.sock';
export const AGENT = 'agent.sock';

interface Process {
  readonly ended: Promise<'off'>;
  cutPower(): void;
}

/** Resolves when QEMU runs. A reboot is its own affair. */
export async function startQemu(spec: MachineSpec, virtual: Virtual): Promise<Process> {
  const { directory, namespace } = virtual;
  await Promise.all([MONITOR, AGENT].map((name) => rm(join(directory, name), { force: true })));
  const words = ['qemu-system-x86_64', ...HARDWARE, ...ofSize(spec, virtual), ...ofMachine(spec, virtual)];
  const child = spawn('nsenter', [`--net=/run/netns/${namespace}`, '--', ...words], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data) => {
    said += data;
  });
  const ended = new Promise<'off'>((resolve) => child.once('close', () => resolve('off')));
  const ready = () => {
    if (child.exitCode !== null) throw new Error(`QEMU did not start ${spec.name}: ${said.trim()}`);
    return existsSync(join(directory, AGENT)) || undefined;
  };
  await poll(ready, { what: `QEMU of ${spec.name}`, timeoutMs: 30_000 });
  return { ended, cutPower: () => void child.kill('SIGKILL') };
}

/** The same for every machine. cloud-init knows a droplet by its SMBIOS. */
const HARDWARE: readonly string[] = [
  ...['-machine', 'q35', '-nodefaults', '-no-user-config', '-display', 'none'],
  ...['-serial', 'chardev:console'],
  ...['-drive', `file=${DISK},if=none,id=disk,format=qcow2,discard=unmap`],
  ...['-device', 'virtio-blk-pci,drive=disk', '-device', 'virtio-rng-pci'],
  ...['-netdev', `tap,id=net,ifname=${TAP},script=no,downscript=no`],
  ...['-qmp', `unix:${MONITOR},server=on,wait=off`],
  ...['-chardev', `socket,id=agent,path=${AGENT},server=on,wait=off`],
  ...['-device', 'virtio-serial-pci'],
  ...['-device', 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0'],
];

const ofSize = ({ memoryMiB, vcpus }: MachineSpec, { accelerator }: Virtual): readonly string[] => [
  ...['-accel', accelerator, '-cpu', 'max', '-smp', `${vcpus}`, '-m', `${memoryMiB}`],
];

const ofMachine = ({ id, mac }: MachineSpec, { log, kernel, initrd }: Virtual): readonly string[] => [
  ...['-smbios', `type=1,manufacturer=DigitalOcean,product=Droplet,serial=${id}`],
  ...['-device', `virtio-net-pci,netdev=net,mac=${mac},romfile=`],
  ...['-chardev', `file,id=console,path=${log},append=on`],
  ...['-kernel', kernel, '-initrd', initrd, '-append', 'root=/dev/vda rw console=ttyS0 panic=-1'],
];
