import type { VmNames } from '../machines/machines.ts';

/** The daemon's options, as JSON in its only argument. */
export interface DaemonOptions {
  readonly name: string;
  /** The containers' image: overlay lower directories, the top one first. */
  readonly layers: readonly string[];
  /** The virtual machines' image, if there are any. */
  readonly vmLayers?: readonly string[];
  readonly vms: VmNames;
  /** Directories of files that the mirror serves: `Images.mirror`. */
  readonly mirror: readonly string[];
  /** The program of the ACME authority. */
  readonly pebble: string;
}
