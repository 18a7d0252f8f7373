import { mkdir } from 'node:fs/promises';
import type { Links, MachineSpec, Machines } from '../ports.ts';
import { command } from '../runtime/command.ts';
import { containers } from './container/container.ts';
import type { Surroundings } from './container/seed.ts';
import { createMachine, type Hardware, type Machine } from './machine.ts';
import { virtualMachines } from './vm/vm.ts';

/** Which hosts are virtual machines. All others are containers. */
export type VmNames = 'all' | readonly string[];

export interface MachinesOptions extends Surroundings {
  /** Directory of the machines' cgroups below the cgroup mounts. */
  readonly cgroup: string;
  /** Directories for the machines' disks and boot logs. */
  readonly disks: string;
  readonly logs: string;
  /** The image of the containers: overlay lower directories, the top one first. */
  readonly layers: readonly string[];
  /** The image of the virtual machines, with a kernel, if there are any. */
  readonly vmLayers?: readonly string[];
  readonly vms: VmNames;
  readonly links: Links;
  /** Paths of the certificates (PEM) that the machines trust. */
  readonly trusted?: readonly string[];
}

/** Files of systemd-nspawn and of `ip netns`. On the cloud's own mounts they disappear with the cloud, even after a crash. */
const RUNTIMES = ['/run/systemd/nspawn', '/run/netns'];

/**
 * Real Debian hosts with one disk each. Call it in the cloud's PID, mount and network namespaces. Every machine ends with
 * the PID namespace.
 */
export async function createMachines(options: MachinesOptions): Promise<Machines> {
  await Promise.all(
    [options.disks, options.logs, ...RUNTIMES].map((path) => mkdir(path, { recursive: true })),
  );
  for (const path of RUNTIMES) await command('mount', ['-t', 'tmpfs', 'tmpfs', path]);
  const hardware = chooseHardware(options);
  const machines = new Map<number, Machine>();
  const entryOf = (id: number) => machines.get(id)?.entry();
  return {
    async powerOn(spec) {
      const machine = machines.get(spec.id) ?? createMachine(spec.id, hardware(spec), options.links);
      machines.set(spec.id, machine);
      await machine.powerOn(spec);
    },
    async powerOff(id, { graceful = false } = {}) {
      await machines.get(id)?.powerOff(graceful);
    },
    async destroy(id) {
      await machines.get(id)?.destroy();
      machines.delete(id);
    },
    isRunning: (id) => entryOf(id) !== undefined,
    entry(id) {
      const entry = entryOf(id);
      if (!entry) throw new Error(`Droplet ${id} is off or was never there: power it on first`);
      return [...entry, 'env', '-i', '--chdir=/root', ...ENVIRONMENT];
    },
  };
}

/** Decided at a droplet's first boot, by its name. */
function chooseHardware(options: MachinesOptions): (spec: MachineSpec) => Hardware {
  const createVm = virtualMachines(options);
  const createContainer = containers(options);
  return ({ id, name }) =>
    options.vms === 'all' || options.vms.includes(name) ? createVm(id) : createContainer(id);
}

/** Like a login: a new environment. */
const ENVIRONMENT = [
  'HOME=/root',
  'LANG=C.UTF-8',
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
];
