import { setTimeout as pause } from 'node:timers/promises';
import type { Links, MachineSpec } from '../ports.ts';
import { serially } from '../runtime/serially.ts';

/** What starts a host: the part in which containers and virtual machines differ. */
export interface Hardware {
  /** Creates the disk if it is missing, and boots from it. */
  boot(spec: MachineSpec): Promise<Running>;
  /** Deletes the disk. */
  erase(): Promise<void>;
}

/** A machine that is on. */
export interface Running {
  /** Settles when the power is off for any reason. */
  readonly ended: Promise<'off' | 'reboot'>;
  /** The prefix that runs a command on the machine, in the cloud's namespaces. */
  readonly entry: readonly string[];
  /** Asks its system to power off in order. */
  askToPowerOff(): void | Promise<void>;
  cutPower(): void;
  /** Called after `ended`: removes what only a running machine needs. */
  release(): Promise<void>;
}

/** One machine with its disk, its power and its link. */
export interface Machine {
  powerOn(spec: MachineSpec): Promise<void>;
  powerOff(graceful: boolean): Promise<void>;
  destroy(): Promise<void>;
  /** See `Running`. Absent while it is off. */
  entry(): readonly string[] | undefined;
}

const POWER_OFF_PATIENCE_MS = 60_000;

export function createMachine(id: number, hardware: Hardware, links: Links): Machine {
  let running: Running | undefined;
  /** Settles when the work after the loss of power is done too. */
  let settled: Promise<void> = Promise.resolve();

  const start = async (spec: MachineSpec): Promise<void> => {
    const booted = await hardware.boot(spec);
    running = booted;
    settled = booted.ended.then((cause) => settle(spec, booted, cause));
    settled.catch(() => {}); // The next order that waits for it reports the failure.
    await links.attach(spec);
  };

  const settle = async (spec: MachineSpec, ended: Running, cause: 'off' | 'reboot'): Promise<void> => {
    running = undefined;
    await links.detach(id);
    await ended.release();
    if (cause === 'reboot') await start(spec);
  };

  const powerOn = async (spec: MachineSpec): Promise<void> => {
    if (!running) await settled;
    if (!running) await start(spec);
  };

  const powerOff = async (graceful: boolean): Promise<void> => {
    if (!running) await settled; // It may be rebooting.
    if (running && graceful) await shutDown(running);
    running?.cutPower();
    await settled;
  };

  const one = serially((order: () => Promise<void>) => order());
  return {
    powerOn: (spec) => one(() => powerOn(spec)),
    powerOff: (graceful) => one(() => powerOff(graceful)),
    destroy: () => one(() => powerOff(false).then(hardware.erase)),
    entry: () => running?.entry,
  };
}

/** Resolves when it is off or has taken too long. */
async function shutDown({ askToPowerOff, ended }: Running): Promise<void> {
  await askToPowerOff();
  await Promise.race([ended, pause(POWER_OFF_PATIENCE_MS, undefined, { ref: false })]);
}
