import { mkdir } from 'node:fs/promises';
import type { Machines } from '../ports.ts';
import { command } from '../runtime/command.ts';
import { createMachine, type Machine, type MachinesOptions } from './machine.ts';

export type { MachinesOptions };

/** systemd-nspawn keeps files here. On the cloud's own mount they disappear with the cloud, even after a crash. */
const NSPAWN_RUNTIME = '/run/systemd/nspawn';

/**
 * Real Debian hosts in systemd-nspawn, with one overlay disk each. Call it in the cloud's PID, mount and network
 * namespaces. Every machine ends with the PID namespace.
 */
export async function createMachines(options: MachinesOptions): Promise<Machines> {
  await Promise.all(
    [options.disks, options.logs, NSPAWN_RUNTIME].map((path) => mkdir(path, { recursive: true })),
  );
  await command('mount', ['-t', 'tmpfs', 'tmpfs', NSPAWN_RUNTIME]);
  const machines = new Map<number, Machine>();
  const get = (id: number): Machine => {
    const machine = machines.get(id) ?? createMachine(id, options);
    machines.set(id, machine);
    return machine;
  };
  return {
    powerOn: (spec) => get(spec.id).powerOn(spec),
    powerOff: (id, { graceful = false } = {}) => get(id).powerOff(graceful),
    async destroy(id) {
      await get(id).destroy();
      machines.delete(id);
    },
    isRunning: (id) => machines.get(id)?.init() !== undefined,
    entry: (id) => entry(machines.get(id)?.init(), id),
  };
}

const ENVIRONMENT = [
  'HOME=/root',
  'LANG=C.UTF-8',
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
];

/** Like a login: in every namespace of the machine, with a new environment. Ends with the caller. */
function entry(init: number | undefined, id: number): readonly string[] {
  if (init === undefined) throw new Error(`Droplet ${id} is off or was never there: power it on first`);
  const inside = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup', '--root'];
  const dying = ['setpriv', '--pdeathsig', 'KILL', '--'];
  return [
    'nsenter',
    `--target=${init}`,
    ...inside,
    '--',
    ...dying,
    'env',
    '-i',
    '--chdir=/root',
    ...ENVIRONMENT,
  ];
}
