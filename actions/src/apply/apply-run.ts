import type { Declaration } from '../declaration/declaration.ts';
import type { Observation } from '../run/observe.ts';
import type { Progress } from '../run/progress.ts';
import type { Session } from '../run/session.ts';
import type { ApplyInput } from './index.ts';
import type { ObserveHealth } from './unwell.ts';

export interface ApplyRun
  extends Omit<ApplyInput, 'plan' | 'observation' | 'progress' | 'clock'>,
    Pick<Session, 'timeoutMs' | 'clock'> {
  /** Whether to take over the records of others that stand on the site's names. */
  readonly adopt: boolean;
  /** How the fleet is looked at once there is nothing to change: with the world's own eyes, but in tests. */
  readonly observeHealth?: ObserveHealth;
  /** Has every web host serve a certificate for all names of a declaration; a line for each failure. */
  readonly certify: (
    declaration: Declaration,
    observation: Observation,
    progress: Progress,
  ) => Promise<readonly string[]>;
  /** Hears why everything is done again. */
  readonly onOvertaken: (why: string) => void;
}
