import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { machineName } from '../network/addresses.ts';
import type { Links, MachineSpec } from '../ports.ts';
import { serially } from '../runtime/serially.ts';
import { makeCgroups, removeCgroups } from './cgroup.ts';
import { createDisk, trust, writeInto } from './disk.ts';
import { boot, type Running } from './nspawn.ts';
import { type Surroundings, seedFiles } from './seed.ts';

export interface MachinesOptions extends Surroundings {
  /** Directory of the machines' cgroups below the cgroup mounts. */
  readonly cgroup: string;
  /** Directories for the machines' disks and boot logs. */
  readonly disks: string;
  readonly logs: string;
  /** The image: overlay lower directories, the top one first. */
  readonly layers: readonly string[];
  readonly links: Links;
  /** Paths of the certificates (PEM) that the machines trust. */
  readonly trusted?: readonly string[];
}

/** One machine with its disk, its power and its link. */
export interface Machine {
  powerOn(spec: MachineSpec): Promise<void>;
  powerOff(graceful: boolean): Promise<void>;
  destroy(): Promise<void>;
  /** The process id of its init. Absent while it is off. */
  init(): number | undefined;
}

/** SIGRTMIN+4: systemd's init powers off in order. */
const POWER_OFF_SIGNAL = 38;
const POWER_OFF_PATIENCE_MS = 60_000;

export function createMachine(id: number, options: MachinesOptions): Machine {
  const disk = createDisk(join(options.disks, String(id)), options.layers);
  let running: Running | undefined;
  /** Settles when the work after the loss of power is done too. */
  let settled: Promise<void> = Promise.resolve();

  const start = async (spec: MachineSpec): Promise<void> => {
    const cgroups = await makeCgroups(options.cgroup, machineName(id));
    await disk.mount();
    try {
      await seed(disk.root, spec, options);
      const log = join(options.logs, `${spec.name}-${id}.log`);
      running = await boot({ name: machineName(id), root: disk.root, log, cgroups });
    } catch (error) {
      await putAway(cgroups);
      throw error;
    }
    settled = running.ended.then((cause) => settle(spec, cgroups, cause));
    settled.catch(() => {}); // The next order that waits for it reports the failure.
    await options.links.attach(spec);
  };

  const settle = async (
    spec: MachineSpec,
    cgroups: readonly string[],
    cause: 'off' | 'reboot',
  ): Promise<void> => {
    running = undefined;
    await options.links.detach(id);
    await putAway(cgroups);
    if (cause === 'reboot') await start(spec);
  };

  const putAway = async (cgroups: readonly string[]): Promise<void> => {
    await removeCgroups(cgroups);
    await disk.unmount();
  };

  const powerOn = async (spec: MachineSpec): Promise<void> => {
    if (!running) await settled;
    if (!running) await start(spec);
  };

  const powerOff = async (graceful: boolean): Promise<void> => {
    if (!running) await settled; // It may be rebooting.
    if (running && graceful) await shutDown(running);
    if (running) signal(running.init, 'SIGKILL');
    await settled;
  };

  const one = serially((order: () => Promise<void>) => order());
  return {
    powerOn: (spec) => one(() => powerOn(spec)),
    powerOff: (graceful) => one(() => powerOff(graceful)),
    destroy: () => one(() => powerOff(false).then(disk.erase)),
    init: () => running?.init,
  };
}

/** If every file exists, an earlier boot completed it. */
async function seed(root: string, spec: MachineSpec, options: MachinesOptions): Promise<void> {
  const files = seedFiles(spec, options);
  if ([...files.keys()].every((path) => existsSync(join(root, path)))) return;
  if (options.trusted) await trust(root, options.trusted);
  await writeInto(root, files);
}

/** Resolves when it is off or has taken too long. */
async function shutDown({ init, ended }: Running): Promise<void> {
  signal(init, POWER_OFF_SIGNAL);
  await Promise.race([ended, pause(POWER_OFF_PATIENCE_MS, undefined, { ref: false })]);
}

/** It may already have ended by itself. */
function signal(pid: number, name: NodeJS.Signals | number): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
