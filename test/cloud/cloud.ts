import type { JournalLine } from './api/journal.ts';
import { ensureImages } from './image/images.ts';
import type { VmNames } from './machines/machines.ts';
import type { CloudEnvironment } from './runtime/access.ts';
import { awaitUp, entryTo } from './runtime/attach.ts';
import { askControl } from './runtime/control.ts';
import { readJournal } from './runtime/journal.ts';
import { launch } from './runtime/launch.ts';
import { type CloudPaths, cloudPaths } from './runtime/paths.ts';
import { presence } from './runtime/presence.ts';
import { type RunOptions, type RunResult, runInside } from './runtime/run.ts';
import { stop } from './runtime/stop.ts';

/** A DigitalOcean on this machine, for tests, the demo and the CLI. */
export interface LocalCloud {
  readonly name: string;
  readonly paths: CloudPaths;
  /** The variables that `run` adds to the environment. */
  readonly environment: CloudEnvironment;
  /** Runs a command in the cloud's network. */
  run(command: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Runs a command as root on the host of this name. @throws if the host does not exist or is off. */
  exec(host: string, command: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Every request that the API has received. */
  journal(): Promise<readonly JournalLine[]>;
  /** Sends a request to the control plane, see `createControl`. @throws its response if it refuses. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Ends the cloud with everything in it. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Default `default`. */
  readonly name?: string;
  /** The cloud ends with this process, even if that is killed. Otherwise it stays until someone stops it. */
  readonly attached?: boolean;
  /** Machines without the packages of the roles, like DigitalOcean's. */
  readonly bare?: boolean;
  /** The hosts that are virtual machines, which need QEMU on this machine. Default: none, so all are containers. */
  readonly vms?: VmNames;
  /** Its wordpress.org also has a later WordPress, for upgrades. */
  readonly laterWordpress?: boolean;
  /** Receives a line for each slow step. */
  readonly log?: (line: string) => void;
}

/**
 * Starts an empty cloud, or joins a running one unless this process should own it.
 * @throws the reason if it cannot start. Then nothing of it is left.
 */
export async function startCloud(options: StartOptions = {}): Promise<LocalCloud> {
  const {
    name = 'default',
    attached = false,
    bare = false,
    vms = [],
    laterWordpress = false,
    log = () => {},
  } = options;
  const paths = cloudPaths(name);
  const up = presence(paths) !== undefined;
  if (up && attached)
    throw new Error(`The local cloud "${name}" is up. Stop it: scripts/cloud down --name ${name}`);
  if (!up) {
    if (process.getuid?.() !== 0) throw new Error('A local cloud needs root. Run this with sudo.');
    const images = await ensureImages({ progress: log, bare, vms, laterWordpress });
    log(`Starting the local cloud "${name}"`);
    await launch(paths, { name, vms, ...images }, attached);
  }
  return attachCloud(name);
}

/** Joins a cloud that is up or starting. @throws if no cloud has this name. */
export async function attachCloud(name = 'default'): Promise<LocalCloud> {
  const paths = cloudPaths(name);
  const { pid, environment } = await awaitUp(paths);
  const run: LocalCloud['run'] = (command, options = {}) =>
    runInside(command, { ...options, pid, env: { ...environment, ...options.env } });
  return {
    ...{ name, paths, environment, run },
    exec: async (host, command, options) => run([...(await entryTo(paths, host)), ...command], options),
    journal: () => readJournal(paths),
    control: (method, path, body) => askControl(paths.control, method, path, body),
    stop: async () => void (await stop(paths)),
  };
}
