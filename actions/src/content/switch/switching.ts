import type { Declaration } from '../../declaration/declaration.ts';
import type { Progress } from '../../run/progress.ts';
import type { AskForSite } from '../../run/site.ts';
import type { FoundHost } from '../content-host.ts';

export interface Switching {
  readonly found: readonly FoundHost[];
  readonly declaration: Declaration;
  readonly release: string;
  /** Releases that hosts keep however old they are: the database's dumps go with them. */
  readonly needed: readonly string[];
  readonly progress: Progress;
  /** Throws once this run may not go on; asked before anything becomes live. */
  readonly mayGoOn: () => void;
  readonly database?: DatabaseChange;
  /** The world's own, but in tests. */
  readonly askForSite?: AskForSite;
}

/** What is done to the site's database along with a switch. */
export interface DatabaseChange {
  /** While nothing is live yet. Throws where there is to be no switch. */
  prepare(): Promise<void>;
  /** Once every host has switched, before any of them is asked for pages. */
  make(): Promise<void>;
  /** Once hosts have switched back, if they could. Gives what a person must know of the database then. */
  undo(areBack: boolean): Promise<string>;
  /** Once the release is kept. Gives what was done. */
  end(): Promise<string>;
}
