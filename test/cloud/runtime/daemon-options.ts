/** The daemon's options, as JSON in its only argument. */
export interface DaemonOptions {
  readonly name: string;
  /** The machines' image: overlay lower directories, the top one first. */
  readonly layers: readonly string[];
  /** Directories of files that the mirror serves: `Images.mirror`. */
  readonly mirror: readonly string[];
  /** The program of the ACME authority. */
  readonly pebble: string;
}
