import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hardware, Running } from '../machine.ts';
import { chooseAccelerator } from './accelerator.ts';
import { buildBase, makeDisk } from './disk.ts';
import { pressPowerButton } from './monitor.ts';
import { AGENT, startQemu } from './qemu.ts';
import { makeWire } from './wire.ts';

interface VmOptions {
  readonly disks: string;
  readonly logs: string;
  readonly vmLayers?: readonly string[];
  readonly trusted?: readonly string[];
}

/** The first machine waits for the base of all disks and for the choice of the accelerator. */
export function virtualMachines(options: VmOptions): (id: number) => Hardware {
  let prepared: ReturnType<typeof prepare> | undefined;
  return (id) =>
    createVm(join(options.disks, `${id}`), options.logs, () => {
      prepared ??= prepare(options);
      return prepared;
    });
}

async function prepare({ disks, vmLayers, trusted = [] }: VmOptions) {
  if (!vmLayers) throw new Error('This cloud has no image with a kernel: start it with --hosts vm');
  const base = await buildBase(`${disks}-base`, vmLayers, trusted);
  return { base, accelerator: await chooseAccelerator(base.kernel) };
}

/** A host in QEMU: its own kernel, its own memory, a disk that loses what was not flushed. */
function createVm(directory: string, logs: string, prepared: () => ReturnType<typeof prepare>): Hardware {
  return {
    async boot(spec): Promise<Running> {
      const { base, accelerator } = await prepared();
      await mkdir(directory, { recursive: true });
      await makeDisk(directory, base, spec.diskGiB);
      const wire = await makeWire(spec);
      const log = join(logs, `${spec.name}-${spec.id}.log`);
      try {
        const { kernel, initrd } = base;
        const virtual = { directory, log, kernel, initrd, accelerator, namespace: wire.namespace };
        const { ended, cutPower } = await startQemu(spec, virtual);
        return {
          ...{ ended, cutPower, release: wire.remove, entry: entry(directory) },
          askToPowerOff: () => pressPowerButton(directory),
        };
      } catch (error) {
        await wire.remove();
        throw error;
      }
    },
    erase: () => rm(directory, { recursive: true, force: true }),
  };
}

/** By the guest's agent, so it works without a network. The command outlives a caller that is killed. */
const entry = (directory: string): readonly string[] => [
  'python3',
  join(import.meta.dirname, 'guest_exec.py'),
  join(directory, AGENT),
];
