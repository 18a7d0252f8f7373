import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { machineName } from '../../network/addresses.ts';
import type { MachineSpec } from '../../ports.ts';
import type { Hardware, Running } from '../machine.ts';
import { limit, makeCgroups, removeCgroups } from './cgroup.ts';
import { buildTrust, createDisk, writeInto } from './disk.ts';
import { boot } from './nspawn.ts';
import { type Surroundings, seedFiles } from './seed.ts';

interface ContainerOptions extends Surroundings {
  readonly cgroup: string;
  readonly disks: string;
  readonly logs: string;
  readonly layers: readonly string[];
  readonly trusted?: readonly string[];
}

/** The first machine waits for the layer that all disks share. */
export function containers(options: ContainerOptions): (id: number) => Hardware {
  const { disks, layers, trusted = [] } = options;
  let complete: Promise<readonly string[]> | undefined;
  return (id) =>
    createContainer(id, options, () => {
      complete ??= buildTrust(`${disks}-trust`, layers, trusted).then((layer) => [layer, ...layers]);
      return complete;
    });
}

/** SIGRTMIN+4: systemd's init powers off in order. */
const POWER_OFF_SIGNAL = 38;

/** A host in systemd-nspawn, held to the memory and processors of its size by cgroups. */
function createContainer(
  id: number,
  options: ContainerOptions,
  layers: () => Promise<readonly string[]>,
): Hardware {
  const directory = join(options.disks, String(id));
  const name = machineName(id);
  return {
    async boot(spec): Promise<Running> {
      const disk = createDisk(directory, await layers());
      const cgroups = await makeCgroups(options.cgroup, name);
      const release = () => removeCgroups(cgroups).then(disk.unmount);
      await disk.mount();
      try {
        await limit(cgroups, spec);
        await seed(disk.root, spec, options);
        const log = join(options.logs, `${spec.name}-${id}.log`);
        const { init, ended } = await boot({ name, root: disk.root, log, cgroups });
        return {
          ...{ ended, release, entry: entry(init) },
          askToPowerOff: () => signal(init, POWER_OFF_SIGNAL),
          cutPower: () => signal(init, 'SIGKILL'),
        };
      } catch (error) {
        await release();
        throw error;
      }
    },
    erase: () => rm(directory, { recursive: true, force: true }),
  };
}

/** If every file exists, an earlier boot completed it. */
async function seed(root: string, spec: MachineSpec, options: ContainerOptions): Promise<void> {
  const files = seedFiles(spec, options);
  if ([...files.keys()].every((path) => existsSync(join(root, path)))) return;
  await writeInto(root, files);
}

const NAMESPACES = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup', '--root'];

/** In every namespace of the machine. Ends with the caller. */
const entry = (init: number): readonly string[] => [
  ...['nsenter', `--target=${init}`, ...NAMESPACES, '--'],
  ...['setpriv', '--pdeathsig', 'KILL', '--'],
];

/** It may already have ended by itself. */
function signal(pid: number, name: NodeJS.Signals | number): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
