import type { JournalLine } from './api/journal.ts';
import { ensureImages } from './image/images.ts';
import type { CloudEnvironment } from './runtime/access.ts';
import { awaitUp, entryTo } from './runtime/attach.ts';
import { askControl } from './runtime/control.ts';
import { readJournal } from './runtime/journal.ts';
import { launch } from './runtime/launch.ts';
import { type CloudPaths, cloudPaths } from './runtime/paths.ts';
import { presence } from './runtime/presence.ts';
import { type RunOptions, type RunResult, runInside } from './runtime/run.ts';
import { stop } from './runtime/stop.ts';

/** A DigitalOcean of one's own on this machine, as tests, the demo and the CLI use it. */
export interface LocalCloud {
  readonly name: string;
  readonly paths: CloudPaths;
  /** What `run` adds to the environment. */
  readonly environment: CloudEnvironment;
  /** Runs a command where the cloud can be reached. */
  run(command: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Runs a command as root on the host of this name. @throws when there is no such host, or it is off. */
  exec(host: string, command: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Every request so far that the API was sent. */
  journal(): Promise<readonly JournalLine[]>;
  /** Asks the control plane, see `createControl`. @throws with its answer when it refuses. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Ends it, and all that is in it. */
  stop(): Promise<void>;
}

interface StartOptions {
  /** Default `default`. */
  readonly name?: string;
  /** It ends with this process, however that ends. Otherwise it stays until somebody stops it. */
  readonly attached?: boolean;
  /** Machines without the packages of the roles, as DigitalOcean's own. */
  readonly bare?: boolean;
  /** Its wordpress.org has a later WordPress too, to upgrade to. */
  readonly laterWordpress?: boolean;
  /** Receives a line for each slow step. */
  readonly log?: (line: string) => void;
}

/**
 * Starts an empty cloud; one that is up already is joined, unless this process should own it.
 * @throws why it could not start; then nothing is left of it.
 */
export async function startCloud(options: StartOptions = {}): Promise<LocalCloud> {
  const {
    name = 'default',
    attached = false,
    bare = false,
    laterWordpress = false,
    log = () => {},
  } = options;
  const paths = cloudPaths(name);
  const up = presence(paths) !== undefined;
  if (up && attached)
    throw new Error(`The local cloud "${name}" is up. Stop it: scripts/cloud down --name ${name}`);
  if (!up) {
    if (process.getuid?.() !== 0) throw new Error('A local cloud needs root. Run this with sudo.');
    const images = await ensureImages({ progress: log, laterWordpress });
    log(`Starting the local cloud "${name}"`);
    const layers = bare ? images.bare : images.ready;
    await launch(paths, { name, layers, mirror: images.mirror, pebble: images.pebble }, attached);
  }
  return attachCloud(name);
}

/** Joins a cloud that is up, or about to be. @throws when none of this name is. */
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
